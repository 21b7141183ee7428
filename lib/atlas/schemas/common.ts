/**
 * Shapes that every Atlas resource shares: ids, names, times, links, paging.
 * Requests are strict (Atlas answers 400 to an unknown property); answers are loose (unknown fields are kept)
 * and their enums are plain strings, because Atlas already sends values that its document does not list.
 * What is registered is said in our OpenAPI document, where the checks cannot say it.
 */
import * as z from 'zod/mini';

/** 24 lower-case hex digits; the first 8 are the creation time in seconds. */
export const objectId = z.string().check(z.regex(/^([a-f0-9]{24})$/));
/** Name of a cluster, Flex cluster or serverless instance in a path. */
export const deploymentName = z.string().check(z.regex(/^[a-zA-Z0-9][a-zA-Z0-9-]*$/));
/** Name of a restore target in Flex and tenant bodies. */
export const targetItemName = z.string().check(z.regex(/^[\p{L}\p{N}\-_.(),:&@+']{1,64}$/u));
/** UTC, seconds precision, `Z`. */
export const dateTime = z.string().register(z.globalRegistry, { format: 'date-time' });

/**
 * A database, a collection or `database.collection` in a path. Every text but those that a URL cannot carry there: even
 * encoded, dots climb out of the path, and an empty segment is another path.
 */
export const namespaceName = z
  .string()
  .check(z.refine((text) => text !== '' && text !== '.' && text !== '..'))
  .register(z.globalRegistry, { minLength: 1 });

/** 2008-01-01, the smallest time Atlas takes for a point in time. */
export const EARLIEST_POINT_IN_TIME_SECONDS = 1_199_145_600;
/** Atlas' times in requests are int32. */
const INT32_MAX = 2_147_483_647;
export const int32 = z.int().check(z.minimum(-INT32_MAX - 1), z.maximum(INT32_MAX));
export const pointInTimeSeconds = z
  .int()
  .check(z.minimum(EARLIEST_POINT_IN_TIME_SECONDS), z.maximum(INT32_MAX));
export const oplogIncrement = z.int().check(z.minimum(1), z.maximum(INT32_MAX));

/** Every recorded link has both, the document requires neither, and no answer is worth less without. */
export const link = z.looseObject({ href: z.optional(z.string()), rel: z.optional(z.string()) });
export const links = z.optional(z.array(link));

const queryBoolean = z.optional(z.enum(['true', 'false']).register(z.globalRegistry, { type: 'boolean' }));
/** A whole number as it stands in a query string. */
const queryInteger = (minimum: number, maximum: number) =>
  z.optional(
    z
      .string()
      .check(
        z.regex(/^\d{1,10}$/),
        z.refine((text) => Number(text) >= minimum && Number(text) <= maximum),
      )
      .register(z.globalRegistry, { type: 'integer', minimum, maximum }),
  );

const envelope = { envelope: queryBoolean };
const pretty = { pretty: queryBoolean };
const pageOnly = { itemsPerPage: queryInteger(1, 500), pageNum: queryInteger(1, INT32_MAX) };
const paging = { includeCount: queryBoolean, ...pageOnly };

/** Query of a single resource, of one without `pretty`, of a paged list, and of one that is always counted. */
export const singleQuery = z.strictObject({ ...envelope, ...pretty });
/** A cluster's backups may outlive it. */
export const deleteClusterQuery = z.strictObject({ ...envelope, ...pretty, retainBackups: queryBoolean });
export const singleQueryWithoutPretty = z.strictObject(envelope);
export const pagedQuery = z.strictObject({ ...envelope, ...pretty, ...paging });
export const alwaysCountedQuery = z.strictObject({ ...envelope, ...pretty, ...pageOnly });
/** A time or count of an int64 parameter. */
const queryInt64 = z.optional(
  z
    .string()
    .check(z.refine((text) => /^\d{1,19}$/.test(text) && BigInt(text) < 2n ** 63n))
    .register(z.globalRegistry, { type: 'integer', format: 'int64', minimum: 0 }),
);
/** Cluster snapshots can also be asked for the one before a point in time. */
export const snapshotListQuery = z.strictObject({
  ...envelope,
  ...pretty,
  ...paging,
  pointInTimeUtcSeconds: queryInt64,
  oplogTs: queryInt64,
  oplogInc: queryInt64,
});

const totalCount = z.optional(z.int().check(z.minimum(0)));

export function page<Item extends z.core.SomeType>(item: Item) {
  return z.looseObject({
    links,
    results: z.array(item),
    totalCount,
  });
}

/** The body of every Atlas error. */
export const atlasErrorBody = z.looseObject({
  error: z.int(),
  errorCode: z.string(),
  reason: z.optional(z.nullable(z.string())),
  detail: z.optional(z.nullable(z.string())),
  parameters: z.optional(z.nullable(z.array(z.unknown()))),
});
