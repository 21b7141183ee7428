/** Checks a body against its row before anything is sent, and says what is wrong by Atlas' codes. */
import type * as z from 'zod/mini';
import type { Operation } from '../atlas/operations.ts';
import { refusal } from './refusal.ts';

/** `application/json` or any of Atlas' versioned types. Without the header nobody can know, so JSON it is. */
const JSON_TYPE = /^\s*application\/(json|vnd\.atlas\.[\w.-]+\+json)\s*(;|$)/i;

/** @throws {EndpointRefusal} */
export function parseBody(contentType: string | undefined, text: string): unknown {
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) throw refusal('UNSUPPORTED_MEDIA_TYPE');
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('MALFORMED_JSON');
  }
}

/** The body as the row's schema gives it; undefined for a row without one. @throws {EndpointRefusal} */
export function checkBody({ body: schema }: Operation, value: unknown): object | undefined {
  if (schema === undefined) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refusal('INVALID_JSON');
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as object;
  const { errorCode, field } = bodyFault(parsed.error.issues[0], value);
  throw refusal(errorCode, field);
}

/** A name is the caller's text too. */
const LONGEST_NAME = 64;

export interface BodyFault {
  readonly errorCode:
    | 'INVALID_ATTRIBUTE'
    | 'MISSING_ATTRIBUTE'
    | 'INVALID_ENUM_VALUE'
    | 'FRACTIONAL_TIMESTAMP'
    | 'INVALID_JSON_ATTRIBUTE'
    | 'VALIDATION_ERROR';
  /** Dotted path. */
  readonly field: string;
}

/** What a schema has against a body, by Atlas' codes. */
export function bodyFault(issue: z.core.$ZodIssue | undefined, body: object): BodyFault {
  const path = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const name = String(issue.keys[0]).slice(0, LONGEST_NAME);
    return { errorCode: 'INVALID_ATTRIBUTE', field: [...path, name].join('.') };
  }
  const field = path.join('.');
  const value = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    body,
  );
  if (value === undefined) return { errorCode: 'MISSING_ATTRIBUTE', field };
  if (issue?.code === 'invalid_value') return { errorCode: 'INVALID_ENUM_VALUE', field };
  if (issue?.code === 'invalid_type') {
    const isFraction = typeof value === 'number' && !Number.isInteger(value);
    return { errorCode: isFraction ? 'FRACTIONAL_TIMESTAMP' : 'INVALID_JSON_ATTRIBUTE', field };
  }
  return { errorCode: 'VALIDATION_ERROR', field };
}
