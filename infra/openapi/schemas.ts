/** JSON schemas from the zod schemas that the service itself goes by. Each has the name that it is exported by. */
import * as z from 'zod/mini';
import * as cluster from '../../lib/atlas/schemas/cluster.ts';
import * as collections from '../../lib/atlas/schemas/collections.ts';
import * as common from '../../lib/atlas/schemas/common.ts';
import * as deployments from '../../lib/atlas/schemas/deployments.ts';
import * as flex from '../../lib/atlas/schemas/flex.ts';
import { coverage } from '../../lib/coverage/view-schemas.ts';
import { drillRequest } from '../../lib/drills/drill-request.ts';
import { reviewRequest } from '../../lib/drills/review/request.ts';
import * as drillViews from '../../lib/drills/view-schemas.ts';
import { report } from '../../lib/reports/view-schemas.ts';
import { restoreRequest } from '../../lib/restores/request.ts';
import { undoRequestBody } from '../../lib/restores/undo-request.ts';
import * as views from '../../lib/restores/view-schemas.ts';
import { EXAMPLES } from './examples.ts';
import { type Json, type JsonObject, pascal, ref } from './json.ts';
import { DRILL_REQUEST_WORDS, REQUEST_WORDS, REVIEW_REQUEST_WORDS } from './request-words.ts';

/** Only objects get a name: a text or a number says itself where it stands. */
const named = Object.entries<unknown>({
  ...cluster,
  ...collections,
  ...common,
  ...deployments,
  ...flex,
  ...views,
  ...drillViews,
  coverage,
  drillRequest,
  report,
  restoreRequest,
  reviewRequest,
  undoRequestBody,
}).filter((entry): entry is [string, z.ZodMiniObject] => entry[1] instanceof z.ZodMiniObject);

const registry = z.registry<{ id: string }>();
/** The document of MongoDB has a `Link` too, and this is not it. */
const idOf = (name: string): string => (name === 'link' ? 'AtlasLink' : pascal(name));
for (const [name, schema] of named) registry.add(schema, { id: idOf(name) });

/** What JSON itself allows needs not be said. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** `input`: what is sent. Answers are open in it, so that a field more is no break of contract. */
function override({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}) {
  Object.assign(jsonSchema, z.globalRegistry.get(zodSchema));
  if (jsonSchema.maximum === LARGEST) delete jsonSchema.maximum;
  if (jsonSchema.minimum === -LARGEST) delete jsonSchema.minimum;
  // An object that takes anything more, as JSON Schema has it by itself.
  if (JSON.stringify(jsonSchema.additionalProperties) === '{}') delete jsonSchema.additionalProperties;
  // One of several that takes anything.
  if (jsonSchema.anyOf?.some((one) => Object.keys(one).length === 0)) delete jsonSchema.anyOf;
  // Numbers and truth values, as a query writes them.
  if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
  if (jsonSchema.type === 'boolean') delete jsonSchema.enum;
}

const OPTIONS = { io: 'input', unrepresentable: 'any', override } as const;

/** Of one schema alone. */
export function toSchema(schema: z.ZodMiniType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, OPTIONS) as unknown as JsonObject;
  return rest;
}

/** @throws when it has no name, since only exported schemas have */
export function nameOf(schema: z.ZodMiniType): string {
  const name = registry.get(schema)?.id;
  if (name === undefined) throw new TypeError('A schema of an answer is not exported.');
  return name;
}

export const schemaRef = (schema: z.ZodMiniType): JsonObject => ref('schemas', nameOf(schema));

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [nameOf(restoreRequest)]: REQUEST_WORDS,
  [nameOf(undoRequestBody)]: REQUEST_WORDS,
  [nameOf(drillRequest)]: DRILL_REQUEST_WORDS,
  [nameOf(reviewRequest)]: REVIEW_REQUEST_WORDS,
};

/** The schema does not say what its fields mean. */
function described(name: string, schema: JsonObject): JsonObject {
  const words = WORDS[name];
  if (words === undefined) return schema;
  const fields = Object.entries(schema.properties as Readonly<Record<string, JsonObject>>);
  const properties = fields.map(([field, inner]) => [field, { description: words[field] ?? '', ...inner }]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** Those that are used, directly or by another, in the order of their names. */
export function componentsFor(used: Json): JsonObject {
  const { schemas } = z.toJSONSchema(registry, {
    ...OPTIONS,
    uri: (id) => `#/components/schemas/${id}`,
  }) as unknown as { readonly schemas: Readonly<Record<string, JsonObject>> };
  const found: Record<string, JsonObject> = {};
  const visit = (part: Json) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const { $schema: _, $id: __, ...schema } = schemas[name] ?? {};
      if (Object.hasOwn(found, name)) continue;
      const example = EXAMPLES[name];
      found[name] = { ...described(name, schema), ...(example && { examples: [example] }) };
      visit(schema);
    }
  };
  visit(used);
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}
