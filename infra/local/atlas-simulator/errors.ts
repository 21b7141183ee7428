/** Atlas' own error codes, with status and sentence; parameters fill `{0}`, `{1}` in the sentence. */

const CODES = {
  // Sentences of the first group are recorded from Atlas; the others say the same in its manner.
  GROUP_NOT_FOUND: [404, 'No group with ID {0} exists.'],
  CLUSTER_NOT_FOUND: [404, 'No cluster named {0} exists in group {1}.'],
  RESOURCE_NOT_FOUND: [404, 'Cannot find resource {0}.'],
  CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API: [400, 'Flex cluster {0} cannot be used in the Cluster API.'],
  CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API: [400, 'Cannot use non-flex cluster {0} in the flex API.'],
  INVALID_VERSION_DATE: [406, 'Invalid accept header or version date.'],
  VERSION_GONE: [410, 'Version {0} of {1} is no longer available.'],
  SNAPSHOT_NOT_FOUND: [404, 'No snapshot with ID {0} exists for cluster {1}.'],
  RESTORE_JOB_NOT_FOUND: [404, 'No restore job with ID {0} exists for cluster {1}.'],
  TENANT_SNAPSHOT_NOT_FOUND: [404, 'No Flex snapshot with ID {0} exists for cluster {1}.'],
  TENANT_RESTORE_NOT_FOUND: [404, 'No Flex restore with ID {0} exists for cluster {1}.'],
  RATE_LIMITED_TOKEN_BUCKET: [
    429,
    'Rate limit exceeded for {0}. Please retry after {1} seconds. Request capacity: {2}. Refill rate: {3} per {4} seconds.',
  ],

  DUPLICATE_CLUSTER_NAME: [400, 'A cluster named {0} already exists in group {1}.'],
  DUPLICATE_CLUSTER_NAME_PREFIX: [400, 'A cluster whose name begins with {0} already exists in group {1}.'],
  ATLAS_RESERVED_CLUSTER_NAME: [400, 'The cluster name {0} is reserved.'],
  CLUSTER_ALREADY_REQUESTED_DELETION: [400, 'The deletion of cluster {0} has been requested already.'],
  CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED: [
    400,
    'Cluster {0} cannot be terminated while termination protection is enabled.',
  ],
  CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE: [
    400,
    'Cluster {0} cannot be changed while it is being restored.',
  ],
  ATLAS_CUSTOM_ROLE_NAME_ALREADY_EXISTS: [409, 'A custom role named {0} already exists in group {1}.'],
  ATLAS_CUSTOM_ROLE_NOT_FOUND: [404, 'No custom role named {0} exists in group {1}.'],
  ATLAS_CUSTOM_ROLE_IN_USE_BY_USERS: [409, 'The custom role {0} is in use by users of group {1}.'],
  USER_ALREADY_EXISTS: [409, 'The user {0} already exists in group {1}.'],
  USERNAME_NOT_FOUND: [404, 'No user named {0} exists in group {1}.'],
  ATLAS_INVALID_ROLE: [400, 'The role {0} is not valid.'],
  EXPIRATION_DATE_IN_PAST: [400, 'The expiration date {0} is in the past.'],
  EXPIRATION_DATE_EXCEEDS_MAX: [400, 'The expiration date {0} is more than a week ahead.'],
  MULTIPLE_VALUES_SPECIFIED_FOR_ONE_NETWORK_PERMISSION_ENTRY: [
    400,
    'One of ipAddress, cidrBlock and awsSecurityGroup must be given for each entry.',
  ],
  ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND: [404, 'No entry {0} exists in the access list of group {1}.'],

  UNEXPECTED_ERROR: [500, 'Unexpected error.'],
  RATE_LIMITED: [429, 'Too many requests. Please retry later.'],
  METHOD_NOT_ALLOWED: [405, 'Method {0} is not allowed on resource {1}.'],
  PAYLOAD_TOO_LARGE: [413, 'The request body is larger than {0} bytes.'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Content type {0} is not supported.'],
  NOT_IN_GROUP: [401, 'The user is not a member of group {0}.'],
  USER_UNAUTHORIZED: [401, 'Current user is not authorized to perform this action.'],
  SERVERLESS_INSTANCE_NOT_FOUND: [404, 'No serverless instance named {0} exists in group {1}.'],
  CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API: [
    400,
    'Cannot use serverless instance {0} in the Cluster API.',
  ],
  CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API: [
    400,
    'Cannot use cluster {0} in the serverless instance API.',
  ],
  PROVIDER_BACKUP_NOT_SUPPORTED: [400, 'Cloud Backup is not supported for cluster {0}.'],
  INCORRECT_BACKUP_API_ENDPOINT: [400, 'Use {0} for a cluster with Cloud Backup.'],
  BACKUP_JOB_NOT_FOUND: [400, 'Backups are not enabled for cluster {0}.'],

  INVALID_PATH_PARAMETER: [400, 'Invalid path parameter {0}.'],
  INVALID_QUERY_PARAMETER: [400, 'Invalid query parameter {0}.'],
  MISSING_QUERY_PARAMETER: [400, 'Missing query parameter {0}.'],
  MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS: [400, 'Query parameters {0} and {1} exclude each other.'],
  MALFORMED_JSON: [400, 'The request body is not well-formed JSON.'],
  INVALID_JSON: [400, 'The request body is not a JSON object.'],
  INVALID_JSON_ATTRIBUTE: [400, 'Attribute {0} has the wrong type.'],
  MISSING_ATTRIBUTE: [400, 'The required attribute {0} was not specified.'],
  MISSING_ONE_OF_ATTRIBUTES: [400, 'One of the attributes {0} and {1} must be specified.'],
  INVALID_ATTRIBUTE: [400, 'Invalid attribute {0} specified.'],
  INVALID_ENUM_VALUE: [400, 'An invalid enumeration value was specified for attribute {0}.'],
  FRACTIONAL_TIMESTAMP: [400, 'Attribute {0} must be a whole number of seconds.'],
  VALIDATION_ERROR: [400, 'The request body is invalid: attribute {0}.'],

  INVALID_PIT_RESTORE_TIME: [400, 'Invalid point in time for a restore: {0}.'],
  UNSUPPORTED_DELIVERY_METHOD: [400, 'Delivery type {0} is not supported here.'],
  UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME: [
    404,
    'No snapshot of cluster {0} exists before the requested point in time.',
  ],
  NO_CHECKPOINT_FOR_PIT_RESTORE: [
    409,
    'The history of cluster {0} has a gap at the requested point in time: it was itself restored shortly before.',
  ],
  AUTOMATED_RESTORE_OF_SHARD_NOT_ALLOWED: [400, 'Snapshot {0} is of a single shard and cannot be restored.'],
  CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT: [409, 'Snapshot {0} was deleted and cannot be restored.'],
  CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT: [
    409,
    'Snapshot {0} is not complete and cannot be restored.',
  ],
  CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT: [409, 'Snapshot {0} is not complete and cannot be downloaded.'],
  LINK_EXPIRATION_AFTER_SNAPSHOT_DELETION: [
    409,
    'Snapshot {0} will be deleted before its download link would expire.',
  ],
  CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY: [400, 'Snapshot {0} already has an active download.'],
  TOO_MANY_SNAPSHOT_DOWNLOADS: [400, 'Group {0} has too many active snapshot downloads.'],
  UNFINISHED_ON_DEMAND_SNAPSHOT: [
    400,
    'An on-demand snapshot of cluster {0} is already queued or in progress.',
  ],
  SNAPSHOT_RETENTION_LESS_THAN_BACKUP_COMPLIANCE_POLICY: [
    400,
    'The retention is shorter than the Backup Compliance Policy of group {0} allows.',
  ],
  CLUSTER_PAUSED_CANNOT_RESTORE: [400, 'Cluster {0} is paused and cannot be restored to.'],
  RESTORE_INITIATION_FAILED: [409, 'The restore could not be started: {0}.'],
  INVALID_SNAPSHOT_RESTORE_ENCRYPTION: [
    400,
    'The encryption at rest of cluster {0} differs from that of the snapshot.',
  ],
  DISK_SIZE_GB_TOO_SMALL: [400, 'The disk of cluster {0} is too small for the snapshot.'],
  ATLAS_CLUSTER_RESTORE_IN_PROGRESS: [409, 'A restore to cluster {0} in group {1} is already in progress.'],
  CANNOT_CANCEL_AUTOMATED_RESTORE: [400, 'Restore job {0} is automated and cannot be canceled.'],
  TENANT_RESTORE_VERSION_MISMATCH: [400, 'Cluster {0} runs another MongoDB version than the snapshot.'],
  TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY: [400, 'The topology of cluster {0} does not allow this restore.'],
  TENANT_RESTORE_DESTINATION_ENCRYPTION: [
    400,
    'Cluster {0} uses customer-managed encryption and cannot be restored to.',
  ],
  WRITES_NOT_ALLOWED_DURING_APP_UPGRADES: [405, 'Writes are not allowed while Atlas is being upgraded.'],
  TENANT_RESTORE_DESTINATION_UNAVAILABLE: [400, 'Cluster {0} is currently unavailable for a restore.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof CODES;

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** Thrown wherever Atlas would refuse; the pipeline turns it into the answer. */
export class Refusal extends Error {
  override name = 'Refusal' as const;
  readonly status: number;
  readonly code: ErrorCode;
  readonly parameters: readonly (string | number)[];
  readonly fields: readonly FieldViolation[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    parameters: readonly (string | number)[] = [],
    extra: { fields?: readonly FieldViolation[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    const [status, sentence] = CODES[code];
    super(sentence.replace(/\{(\d)\}/g, (_, index) => String(parameters[Number(index)])));
    this.status = status;
    this.code = code;
    this.parameters = parameters;
    this.fields = extra.fields ?? [];
    this.headers = extra.headers ?? {};
  }
}

export function errorBody(refusal: Refusal, status: number = refusal.status): Record<string, unknown> {
  return {
    ...(refusal.fields.length > 0 && { badRequestDetail: { fields: refusal.fields } }),
    detail: refusal.message,
    error: status,
    errorCode: refusal.code,
    parameters: refusal.parameters,
    reason: REASONS[status] ?? 'Error',
  };
}
