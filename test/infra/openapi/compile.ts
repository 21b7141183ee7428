/** A schema of the OpenAPI document as a check. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json } from '../../support/openapi.ts';

/** @param pointer the schema's place in the document, escaped as JSON pointers are */
export function compile(document: Json, pointer: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const check = ajv.getSchema(`openapi#${encodeURI(pointer)}`);
  if (check === undefined) throw new Error(`There is no schema at ${pointer}.`);
  return check;
}

/** For one member of a JSON pointer. */
export const escaped = (member: string): string => member.replaceAll('~', '~0').replaceAll('/', '~1');
