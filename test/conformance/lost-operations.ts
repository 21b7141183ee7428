/**
 * What the OpenAPI document lacks, described in its form from the project's notes on Atlas (atlas-api §1.4 and §1.7):
 * the shared tier, which Atlas has removed from it, and the backup schedule, which was cut.
 */
import type { Json } from '../support/openapi.ts';

const PROJECT_PARAMETERS = [inPath('groupId', objectId()), inQuery('envelope'), inQuery('pretty')];
const CLUSTER_PARAMETERS = [...PROJECT_PARAMETERS, inPath('clusterName', deploymentName())];
const V1 = '/api/atlas/v1.0/groups/{groupId}/clusters/{clusterName}/backup';
const V2 = '/api/atlas/v2/groups/{groupId}/clusters/{clusterName}/backup';

/** Unversioned: v1.0 takes and gives plain JSON. */
const PLAIN = ['application/json'];
const READERS = ['Project Read Only'];
const OWNERS = ['Project Owner'];

export const LOST_PATHS: Json = {
  ...tenantPaths(`${V1}/tenant`, PLAIN),
  ...tenantPaths(`${V2}/tenant`, [vendor('2023-01-01')]),
  [`${V2}/schedule`]: {
    get: operation([vendor('2023-01-01'), vendor('2024-08-05')], 'BackupSchedule', READERS),
  },
};

const STATUSES = ['PENDING', 'QUEUED', 'RUNNING', 'FAILED', 'COMPLETED'];

const setByAtlas = {
  clusterName: readOnly(deploymentName()),
  deliveryType: readOnly({ type: 'string', enum: ['RESTORE', 'DOWNLOAD'] }),
  expirationDate: readOnly(dateTime()),
  id: readOnly(objectId()),
  links: readOnly(links()),
  projectId: readOnly(objectId()),
  restoreFinishedDate: readOnly(dateTime()),
  restoreScheduledDate: readOnly(dateTime()),
  snapshotFinishedDate: readOnly(dateTime()),
  snapshotUrl: readOnly({ type: 'string' }),
  status: readOnly({ type: 'string', enum: STATUSES }),
};

export const LOST_SCHEMAS: Json = {
  TenantRestore: {
    type: 'object',
    properties: {
      ...setByAtlas,
      snapshotId: objectId(),
      targetDeploymentItemName: { type: 'string', pattern: "^[\\p{L}\\p{N}\\-_.(),:&@+']{1,64}$" },
      targetProjectId: objectId(),
    },
    required: ['snapshotId', 'targetDeploymentItemName'],
  },
  /**
   * The document of June 2025 gave restores and downloads one schema, with the target of a restore required for both.
   * A download has none: as for Flex clusters, which took over from the shared tier, the snapshot says all.
   */
  TenantDownload: {
    type: 'object',
    properties: { ...setByAtlas, snapshotId: objectId() },
    required: ['snapshotId'],
  },
  TenantSnapshot: {
    type: 'object',
    properties: {
      expiration: dateTime(),
      finishTime: dateTime(),
      id: objectId(),
      links: links(),
      mongoDBVersion: { type: 'string' },
      scheduledTime: dateTime(),
      startTime: dateTime(),
      status: { type: 'string', enum: STATUSES },
    },
  },
  PaginatedTenantRestore: page('TenantRestore'),
  PaginatedTenantSnapshot: page('TenantSnapshot'),
  /** As far as it matters here. */
  BackupSchedule: {
    type: 'object',
    properties: {
      clusterId: objectId(),
      clusterName: deploymentName(),
      links: links(),
      nextSnapshot: dateTime(),
      policies: { type: 'array', items: { type: 'object', properties: { id: objectId() } } },
      referenceHourOfDay: { type: 'integer', format: 'int32', minimum: 0, maximum: 23 },
      referenceMinuteOfHour: { type: 'integer', format: 'int32', minimum: 0, maximum: 59 },
      restoreWindowDays: { type: 'integer', format: 'int32', minimum: 1 },
    },
  },
};

/** The same in both interfaces, but for the media type. */
function tenantPaths(tenant: string, media: readonly string[]): Json {
  return {
    [`${tenant}/restore`]: { post: operation(media, 'TenantRestore', OWNERS, [], 'TenantRestore') },
    [`${tenant}/download`]: { post: operation(media, 'TenantRestore', OWNERS, [], 'TenantDownload') },
    [`${tenant}/restores`]: { get: operation(media, 'PaginatedTenantRestore', READERS) },
    [`${tenant}/restores/{restoreId}`]: { get: operation(media, 'TenantRestore', READERS, ['restoreId']) },
    [`${tenant}/snapshots`]: { get: operation(media, 'PaginatedTenantSnapshot', READERS) },
    [`${tenant}/snapshots/{snapshotId}`]: {
      get: operation(media, 'TenantSnapshot', READERS, ['snapshotId']),
    },
  };
}

function operation(
  media: readonly string[],
  answer: string,
  roles: readonly string[],
  ids: readonly string[] = [],
  body?: string,
): Json {
  return {
    parameters: [...CLUSTER_PARAMETERS, ...ids.map((name) => inPath(name, objectId()))],
    ...(body && { requestBody: { required: true, content: content(media, body) } }),
    responses: { 200: { content: content(media, answer) } },
    'x-rolesRequirements': roles,
  };
}

function content(media: readonly string[], schema: string): Json {
  return Object.fromEntries(media.map((type) => [type, { schema: reference(schema) }]));
}

/** Unlike the pages of other families, `results` is not said to be always there. */
function page(schema: string): Json {
  return {
    type: 'object',
    properties: {
      links: links(),
      results: { type: 'array', items: reference(schema) },
      totalCount: { type: 'integer', format: 'int32', minimum: 0 },
    },
  };
}

function reference(schema: string): Json {
  return { $ref: `#/components/schemas/${schema}` };
}

function vendor(date: string): string {
  return `application/vnd.atlas.${date}+json`;
}

function inPath(name: string, schema: Json): Json {
  return { in: 'path', name, required: true, schema };
}

function inQuery(name: string): Json {
  return { in: 'query', name, schema: { type: 'boolean' } };
}

function objectId(): Json {
  return { type: 'string', pattern: '^([a-f0-9]{24})$' };
}

function deploymentName(): Json {
  return { type: 'string', pattern: '^[a-zA-Z0-9][a-zA-Z0-9-]*$' };
}

function dateTime(): Json {
  return { type: 'string', format: 'date-time' };
}

function links(): Json {
  const text = { type: 'string' };
  return { type: 'array', items: { type: 'object', properties: { href: text, rel: text } } };
}

function readOnly(schema: Json): Json {
  return { ...schema, readOnly: true };
}
