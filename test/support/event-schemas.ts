/** The JSON schemas of our events, as they stand in docs/, compiled. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { EVENT_SCHEMAS } from '../../infra/openapi/event-schema.ts';

export function eventCheck(detailType: string): ValidateFunction {
  const schema = EVENT_SCHEMAS.find((each) => each.detailType === detailType);
  if (schema === undefined) throw new TypeError(`There is no schema of ${detailType}.`);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(schema.file, 'utf8')));
}
