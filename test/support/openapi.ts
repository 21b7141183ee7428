/**
 * Atlas' own OpenAPI document, cut to what this project is about. It is kept outside of this project, which may use it
 * as test data only.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

// biome-ignore lint/suspicious/noExplicitAny: tests read documents of others as they come
export type Json = any;

const FILE = join(import.meta.dirname, '../../../shared/atlas-openapi.restore.json');

/** Why there is no document here: tests that need it are skipped and say so. */
export const openApiMissing = existsSync(FILE) ? undefined : `${FILE} is not there`;

/** A fresh copy: callers change it. */
export function readOpenApi(): Json {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** Where Atlas is recorded to answer otherwise than its document says; each is reviewed, no other is let pass. */
const RECORDED_OTHERWISE: readonly [schema: string, property: string, as: Json][] = [
  ['ApiBSONTimestampView', 'date', { type: 'string', nullable: true }],
  ['ApiBSONTimestampView', 'increment', { type: 'integer', nullable: true }],
  // `ondemand` is not in the enum.
  ['DiskBackupReplicaSet', 'frequencyType', { type: 'string' }],
  ['DiskBackupSnapshot', 'frequencyType', { type: 'string' }],
  // Null until the download is ready.
  ['DiskBackupRestoreMember', 'downloadUrl', { type: 'string', nullable: true }],
  // Nullable, recorded as null, and yet not with null among its values.
  ['ClusterDescription20240805', 'adaptiveCapacity', { type: 'string', nullable: true }],
  // Recorded in lower case.
  ['BiConnector', 'readPreference', { type: 'string' }],
  // An object by the document, which cannot be meant: its alternatives are strings.
  ['CloudRegionConfig', 'regionName', { type: 'string' }],
  ['CloudRegionConfig20240805', 'regionName', { type: 'string' }],
  // Strings on the wire, objects in the document.
  ['ApiError', 'parameters', { type: 'array', items: { type: ['string', 'number'] } }],
];

/** The recorded wire wins. Changes the document. */
export function correctByRecordings({ components: { schemas } }: Json): void {
  for (const [schema, property, as] of RECORDED_OTHERWISE) schemas[schema].properties[property] = as;
}

/** Says what OpenAPI 3.0 says in the way JSON Schema understands it. Changes the document. */
export function toJsonSchema({ components: { schemas } }: Json): void {
  for (const schema of Object.values<Json>(schemas)) {
    // Base of a hierarchy: it names its children, which name it as their base. Its own properties do.
    if (schema.discriminator !== undefined) {
      delete schema.discriminator;
      delete schema.oneOf;
    }
    // Hardware of several providers has the same fields: more than one alternative fits.
    if (schema.oneOf !== undefined) {
      schema.anyOf = schema.oneOf;
      delete schema.oneOf;
    }
    // An object by the document, which cannot be meant either.
    if (schema.anyOf?.every(({ type }: Json) => type === 'string')) delete schema.type;
  }
}

/** Gives the validator of a schema by its place in the document. */
export function compiler(document: Json): (...place: string[]) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'atlas');
  const compiled = new Map<string, ValidateFunction>();
  return (...place) => {
    const $ref = encodeURI(`atlas#/${place.map(pointer).join('/')}`);
    const validate = compiled.get($ref) ?? ajv.compile({ $ref });
    compiled.set($ref, validate);
    return validate;
  };
}

function pointer(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}
