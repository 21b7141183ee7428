/** Atlas' OpenAPI document and the operations that it lost, and what it says about rows of the operations table. */
import type { Operation } from '../../lib/atlas/operations.ts';
import {
  compiler,
  correctByRecordings,
  type Json,
  openApiMissing,
  readOpenApi,
  toJsonSchema,
} from '../support/openapi.ts';
import { LOST_PATHS, LOST_SCHEMAS } from './lost-operations.ts';
import { rows } from './rows.ts';

/** With the lost operations alone where the document is absent. */
export const document: Json = openApiMissing ? { paths: {}, components: { schemas: {} } } : readOpenApi();
if (!openApiMissing) correctByRecordings(document);
const known = Object.keys(document.paths).filter((path) => path in LOST_PATHS);
if (known.length > 0) throw new Error(`The document has them after all: ${known}`);
Object.assign(document.paths, LOST_PATHS);
Object.assign(document.components.schemas, LOST_SCHEMAS);

/** The rows that can be held against it. */
export const describedRows = rows.filter(([, { path }]) => !openApiMissing || path in LOST_PATHS);

export interface Described {
  readonly parameters: readonly Json[];
  readonly media: readonly string[];
  readonly operation: Json;
}

export function describedBy({ path, method, success }: Operation): Described {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`The document has no ${method} ${path}`);
  const media = Object.keys(operation.responses[success]?.content ?? {});
  return { parameters: operation.parameters.map(resolve), media: stable(media), operation };
}

/** Oldest first, without previews and upcoming versions. */
function stable(media: readonly string[]): string[] {
  return media
    .filter((type) => /^application\/(json|vnd\.atlas\.\d{4}-\d{2}-\d{2}\+json)$/.test(type))
    .sort();
}

export function resolve(schema: Json): Json {
  if (schema?.$ref === undefined) return schema;
  const found = schema.$ref
    .split('/')
    .slice(1)
    .reduce((part: Json, key: string) => part[key], document);
  return resolve(found);
}

/** Where the schema of what a row sends is, and of what it is answered, in the version that the client asks for. */
export function bodyPlace(row: Operation): string[] {
  return [...operationPlace(row), 'requestBody', 'content', mediaOf(row), 'schema'];
}

export function answerPlace(row: Operation): string[] {
  return [...operationPlace(row), 'responses', String(row.success), 'content', mediaOf(row), 'schema'];
}

export function at(place: readonly string[], from: Json = document): Json {
  return place.reduce((part, key) => part[key], from);
}

function operationPlace({ path, method }: Operation): string[] {
  return ['paths', path, method.toLowerCase()];
}

function mediaOf({ versions }: Operation): string {
  const newest = versions.at(-1);
  return newest ? `application/vnd.atlas.${newest.date}+json` : 'application/json';
}

/**
 * The document with what OpenAPI means by `readOnly` in a request: such a property is not to be sent, and not required.
 * Nor is any that the document does not name: Atlas answers 400 to it (atlas-api §2).
 */
export function forRequests(): Json {
  const copy = structuredClone(document);
  for (const schema of Object.values<Json>(copy.components.schemas)) {
    if (schema.properties === undefined) continue;
    const writable = Object.entries(schema.properties).filter(([, property]) => !isReadOnly(property));
    schema.properties = Object.fromEntries(writable);
    schema.required = schema.required?.filter((name: string) => name in schema.properties);
    schema.additionalProperties ??= false;
  }
  return JSON.parse(JSON.stringify(copy));
}

/** A referenced schema may say so itself. */
export function isReadOnly(property: Json): boolean {
  return property.readOnly === true || resolve(property).readOnly === true;
}

export function requestCompiler() {
  const requests = forRequests();
  toJsonSchema(requests);
  return compiler(requests);
}

export function answerCompiler() {
  const answers = structuredClone(document);
  toJsonSchema(answers);
  return compiler(answers);
}

/** Whether a parameter may have this text, by the kinds of parameters that the document has. */
export function acceptsText({ schema }: Json, text: string): boolean {
  const { type, pattern, format, minimum = -Infinity, maximum = Infinity } = schema;
  switch (type) {
    case 'string':
      if (schema.enum !== undefined) return schema.enum.includes(text);
      return pattern === undefined || new RegExp(pattern, 'u').test(text);
    case 'boolean':
      return text === 'true' || text === 'false';
    case 'integer': {
      if (!/^-?\d+$/.test(text)) return false;
      if (format === 'int64' && BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) return false;
      return Number(text) >= minimum && Number(text) <= maximum;
    }
    default:
      throw new Error(`A parameter of a kind that is not expected: ${type}`);
  }
}
