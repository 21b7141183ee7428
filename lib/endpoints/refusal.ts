/** What a call of an Atlas-shaped endpoint is refused for before Atlas is asked, by Atlas' own codes and sentences. */

const CODES = {
  INVALID_VERSION_DATE: [406, 'Invalid accept header or version date.'],
  VERSION_GONE: [410, 'Version {0} of {1} is no longer available.'],
  INVALID_PATH_PARAMETER: [400, 'Invalid path parameter {0}.'],
  INVALID_QUERY_PARAMETER: [400, 'Invalid query parameter {0}.'],
  MISSING_QUERY_PARAMETER: [400, 'Missing query parameter {0}.'],
  MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS: [400, 'Query parameters {0} and {1} exclude each other.'],
  UNSUPPORTED_MEDIA_TYPE: [415, "The content type must be application/json or one of Atlas' own."],
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
  CLUSTER_NOT_FOUND: [404, 'No cluster named {0} exists in group {1}.'],
  UNSUPPORTED_DELIVERY_METHOD: [
    400,
    'Atlas has switched this endpoint off, and the Flex cluster that answers in its place has no point in time: {0} is not possible any more.',
  ],
} as const satisfies Record<string, readonly [number, string]>;

export type RefusalCode = keyof typeof CODES;

export interface Refused {
  readonly status: number;
  readonly errorCode: RefusalCode;
  readonly detail: string;
  readonly parameters: readonly string[];
}

export class EndpointRefusal extends Error {
  override name = 'EndpointRefusal' as const;
  readonly refused: Refused;

  constructor(refused: Refused) {
    super(refused.detail);
    this.refused = refused;
  }
}

/** @param parameters names, and nothing that a caller wrote but what has passed its check */
export function refusal(errorCode: RefusalCode, ...parameters: string[]): EndpointRefusal {
  const [status, sentence] = CODES[errorCode];
  const detail = sentence.replace(/\{(\d)\}/g, (_, index) => String(parameters[Number(index)]));
  return new EndpointRefusal({ status, errorCode, detail, parameters });
}
