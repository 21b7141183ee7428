/** Parameters of paths and queries, from the schemas by which they are checked. */
import type * as z from 'zod/mini';
import { type Operation, pathParameters } from '../../lib/atlas/operations.ts';
import { parameterNames } from '../../lib/endpoints/call-check.ts';
import { idempotencyKey } from '../../lib/http/parameters.ts';
import type { JsonObject } from './json.ts';
import { toSchema } from './schemas.ts';

interface Words {
  readonly description: string;
  readonly example?: string | number | boolean;
}

/** Where a row means something else by it, the row's family says what the deployment is. */
const PATH: Readonly<Record<string, Words>> = {
  groupId: { description: 'The project.', example: '6b00000000000000000000a1' },
  clusterName: { description: 'The deployment, by its name in the project.', example: 'Orders' },
  name: { description: 'The deployment, by its name in the project.', example: 'Accounts' },
  restoreJobId: { description: 'The restore job.', example: '6b078b0c366f4f3ffc000001' },
  restoreId: { description: 'The restore job.', example: '6b078b0c366f4f3ffc000001' },
  jobId: { description: 'The collection restore job.', example: '6b078b0c366f4f3ffc000002' },
  snapshotId: { description: 'The snapshot.', example: '6b000000000000000000c101' },
  databaseName: { description: 'A database of the snapshot.', example: 'sales' },
  collectionName: { description: 'A collection of the database.', example: 'orders' },
  sourceNamespace: { description: 'Database and collection that were restored.', example: 'sales.orders' },
};

const QUERY: Readonly<Record<string, Words>> = {
  envelope: {
    description:
      'Wraps the answer: a list gets the status beside its members, anything else becomes `{"content": …, "status": …}`.',
  },
  pretty: { description: 'Indents the answer.' },
  includeCount: { description: 'Whether a list says its `totalCount`.' },
  itemsPerPage: { description: 'How many items a page has.' },
  pageNum: { description: 'Which page, counted from 1.' },
  pointInTimeUtcSeconds: {
    description: 'The newest snapshot from before that second. Excludes `oplogTs` and `oplogInc`.',
  },
  oplogTs: { description: 'The same by a place in the oplog, its second. Together with `oplogInc`.' },
  oplogInc: { description: 'The place within that second. Together with `oplogTs`.' },
  state: { description: 'Only collections in that state.' },
  sourceNamespace: { description: 'Only what was restored from there, compared as a whole.' },
  targetNamespace: { description: 'Only what was restored to there, compared as a whole.' },
  status: { description: 'Only restores in that status.' },
  limit: { description: 'How many a page has at most.' },
  plan: { description: 'Only drills of that plan, also of one that is no more.' },
  source: { description: 'Only drills of that deployment: `projectId/name`, or a name in any project.' },
  verdict: { description: 'Only drills with that verdict.' },
  since: { description: 'Only drills that were accepted then or later. RFC 3339, UTC.' },
  projectId: { description: 'Only deployments of that project.', example: '6b00000000000000000000a1' },
  format: { description: 'As what it is answered; by default as `Accept` says.' },
  cursor: { description: 'The `next` of the page before.' },
};

function wordsFor(words: Readonly<Record<string, Words>>, name: string): Words {
  const found = words[name];
  if (found === undefined) throw new TypeError(`The document has no words for the parameter ${name}.`);
  return found;
}

/** Of every request that starts a restore. */
export const idempotencyKeyParameter: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key and body are the same restore.',
  schema: toSchema(idempotencyKey),
};

export function pathParametersOf(row: Operation): JsonObject[] {
  return parameterNames(row).map((name) => {
    const schema = pathParameters[name];
    if (schema === undefined) throw new TypeError(`Nothing checks the parameter ${name}.`);
    return { name, in: 'path', required: true, ...wordsFor(PATH, name), schema: toSchema(schema) };
  });
}

export function queryParametersOf(query: z.ZodMiniType): JsonObject[] {
  const { properties = {}, required = [] } = toSchema(query) as {
    readonly properties?: Readonly<Record<string, JsonObject>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    ...(required.includes(name) && { required: true }),
    ...wordsFor(QUERY, name),
    schema,
  }));
}
