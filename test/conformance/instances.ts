/** Makes documents that an OpenAPI schema allows. */
import type { Json } from '../support/openapi.ts';
import { resolve } from './document.ts';

export interface Form {
  /** How many levels of objects have all their properties; below, they have only those that are required. */
  readonly levels: number;
  /** Counts through enums, alternatives and limits. */
  readonly pick?: number;
  /** Null wherever that is allowed. */
  readonly nulls?: boolean;
  /** In each object also one that the schema does not name. */
  readonly unknownField?: boolean;
}

export const EVERYTHING: Form = { levels: 99 };

/** Later versions of Atlas add fields. */
export const UNKNOWN_FIELD = { addedLater: { by: ['Atlas'] } };

export function instanceOf(schemaOrReference: Json, form: Form): Json {
  const schema = resolve(schemaOrReference);
  if (form.nulls && schema.nullable) return null;
  if (schema.enum) return choose(schema.enum, form.pick);
  if (schema.oneOf && !isObject(resolve(schema.oneOf[0])))
    return instanceOf(choose(schema.oneOf, form.pick), form);
  if (isObject(schema)) return objectOf(schema, form);
  const type = Array.isArray(schema.type) ? choose(schema.type, form.pick) : schema.type;
  switch (type) {
    case 'array':
      return [instanceOf(schema.items, form), instanceOf(schema.items, form)];
    case 'boolean':
      return (form.pick ?? 0) % 2 === 1;
    case 'integer':
    case 'number':
      return numberOf(schema, form);
    case 'string':
      return stringOf(schema);
    default:
      throw new Error(`A schema of a kind that is not expected: ${JSON.stringify(schema)}`);
  }
}

function isObject(schema: Json): boolean {
  return schema.type === 'object' || schema.properties !== undefined || schema.allOf !== undefined;
}

function objectOf(schema: Json, form: Form): Json {
  const { properties, required, values } = membersOf(schema, form);
  const whole = form.levels > 0;
  const names = Object.keys(properties).filter((name) => whole || required.includes(name));
  const below = { ...form, levels: form.levels - 1 };
  return {
    ...Object.fromEntries(names.map((name) => [name, instanceOf(properties[name], below)])),
    ...(whole && values && { anyKey: instanceOf(values, below) }),
    ...(whole && pinned(schema, form)),
    ...(form.unknownField && values === undefined && UNKNOWN_FIELD),
  };
}

interface Members {
  readonly properties: Json;
  readonly required: readonly string[];
  /** Of a map. */
  readonly values?: Json;
}

/** Own properties, those of its parts, and those of one of its alternatives. */
function membersOf(schema: Json, form: Form): Members {
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ? [choose(schema.oneOf, form.pick)] : [])].map(
    resolve,
  );
  // A child names its base among its parts, whose alternatives are its children.
  const others = parts.map((part) =>
    membersOf(part.discriminator ? { ...part, oneOf: undefined } : part, form),
  );
  return {
    properties: Object.assign({}, ...others.map(({ properties }) => properties), schema.properties),
    required: [...others.flatMap(({ required }) => required), ...(schema.required ?? [])],
    ...(typeof schema.additionalProperties === 'object' && { values: schema.additionalProperties }),
  };
}

/** The property that tells which alternative it is. */
function pinned({ discriminator, oneOf }: Json, form: Form): Json {
  // A base that does not list its children can be told from none of them.
  if (discriminator?.mapping === undefined || oneOf === undefined) return {};
  const { $ref }: Json = choose(oneOf, form.pick);
  const entry = Object.entries(discriminator.mapping).find(([, reference]) => reference === $ref);
  return { [discriminator.propertyName]: entry?.[0] };
}

function numberOf({ type, format, minimum, maximum, example }: Json, { pick }: Form): number {
  const least = minimum ?? (type === 'number' ? 0.5 : 0);
  const most = maximum ?? (format === 'int32' ? 2 ** 31 - 1 : 2 ** 40);
  return choose([example ?? least, least, most], pick);
}

const OF_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-11-22T10:00:00Z',
  uuid: '0d6f8f0a-5d8e-4f0b-9d57-3c6a6f0e9a11',
};
const OF_PATTERN: Readonly<Record<string, string>> = {
  '^([a-f0-9]{24})$': '65f0000000000000000000aa',
  '^[a-zA-Z0-9][a-zA-Z0-9-]*$': 'Cluster0',
  "^[\\p{L}\\p{N}\\-_.(),:&@+']{1,64}$": "Ünïcode_target.(1),:&@+'",
  '([\\d]+\\.[\\d]+\\.[\\d]+)': '8.0.29',
};

function stringOf({ example, format, pattern }: Json): string {
  const made = example ?? OF_FORMAT[format] ?? (pattern === undefined ? 'text' : OF_PATTERN[pattern]);
  if (made === undefined) throw new Error(`No example of ${pattern}`);
  return made;
}

function choose<Value>(values: readonly Value[], pick = 0): Value {
  return values[pick % values.length] as Value;
}
