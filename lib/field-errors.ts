/** From what a schema has against a value to Atlas' error codes and the names of the fields. */
import type * as z from 'zod/mini';

export interface FieldError {
  /** Atlas' own code. */
  readonly code: string;
  /** Dotted path; empty when the whole value is meant. */
  readonly field: string;
  readonly detail: string;
}

/** Never empty for an error. A value is never quoted: it may be long, hostile or secret. */
export function fieldErrors(error: z.core.$ZodError, value: unknown): FieldError[] {
  return error.issues.flatMap((issue) => describe(issue, value)).slice(0, MOST_ERRORS);
}

/** Whoever sends more wrong fields than this needs no list of them. */
const MOST_ERRORS = 20;

function describe(issue: z.core.$ZodIssue, value: unknown): FieldError[] {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const name = [...issue.path, key.slice(0, LONGEST_NAME)].join('.');
      return { code: 'INVALID_ATTRIBUTE', field: name, detail: `There is no attribute ${name}.` };
    });
  }
  if (isMissing(issue, value)) return [{ code: 'MISSING_ATTRIBUTE', field, detail: `${field} is required.` }];
  if (issue.code === 'invalid_value') {
    const detail = `${field} must be one of ${issue.values.map(String).join(', ')}.`;
    return [{ code: 'INVALID_ENUM_VALUE', field, detail }];
  }
  return [{ code: 'INVALID_ATTRIBUTE', field, detail: `${field || 'The body'} ${explain(issue)}.` }];
}

/** A name is the caller's text too. */
const LONGEST_NAME = 64;

function isMissing(issue: z.core.$ZodIssue, value: unknown): boolean {
  let at = value;
  for (const key of issue.path) {
    if (at === null || typeof at !== 'object') return false;
    if (!Object.hasOwn(at, key)) return true;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return false;
}

function explain(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'too_small':
      return `must ${SIZED.has(issue.origin) ? 'have a length of' : 'be'} at least ${issue.minimum}`;
    case 'too_big':
      return `must ${SIZED.has(issue.origin) ? 'have a length of' : 'be'} at most ${issue.maximum}`;
    case 'invalid_format':
      if (issue.message !== ZOD_MINI_DEFAULT) return issue.message;
      return issue.pattern === undefined ? 'has a wrong form' : `must match ${issue.pattern}`;
    default:
      return issue.message === ZOD_MINI_DEFAULT ? 'is not valid' : issue.message;
  }
}

const SIZED: ReadonlySet<string> = new Set(['string', 'array']);
/** What zod's mini build says where a schema says nothing. */
const ZOD_MINI_DEFAULT = 'Invalid input';

function article(type: string): string {
  if (type === 'int') return 'a whole number';
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
