/**
 * An endpoint that another workflow invokes: `{ groupId, clusterName, jobId?, query? }` in, the bare body out. What
 * goes wrong is an error whose name a state machine can catch: `EndpointInputInvalid`, `AtlasError`,
 * `AtlasUnavailable`.
 */
import { type CheckedCall, checkCall, parameterNames, type Values } from './call-check.ts';
import type { Endpoint } from './endpoint.ts';
import { askOrTranslate } from './legacy.ts';
import { EndpointRefusal } from './refusal.ts';

/** The input was refused here, and nothing was sent. */
export class EndpointInputInvalid extends Error {
  override name = 'EndpointInputInvalid' as const;
  /** Atlas' own code. */
  readonly errorCode: string;
  readonly field: string;

  constructor(errorCode: string, field: string) {
    super(`${errorCode}: ${field}`);
    this.errorCode = errorCode;
    this.field = field;
  }
}

/** Whichever of them a caller uses: Atlas' own names differ from family to family. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  clusterName: ['clusterName', 'name'],
  name: ['clusterName', 'name'],
  restoreJobId: ['jobId', 'restoreJobId', 'restoreId'],
  restoreId: ['jobId', 'restoreJobId', 'restoreId'],
};
const LONGEST_NAME = 64;

export async function answerDirect(endpoint: Endpoint, input: unknown): Promise<unknown> {
  const call = readCall(endpoint, input);
  const answer = await askOrTranslate(endpoint, call, endpoint.row.versions.at(-1));
  return JSON.parse(answer.text);
}

function readCall({ row }: Endpoint, input: unknown): CheckedCall {
  if (!isObject(input)) throw new EndpointInputInvalid('INVALID_JSON', 'input');
  const names = parameterNames(row).map((name) => SYNONYMS[name] ?? [name]);
  const known = new Set([...names.flat(), 'query', 'body']);
  const unknown = Object.keys(input).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new EndpointInputInvalid('INVALID_ATTRIBUTE', unknown.slice(0, LONGEST_NAME));
  // One input can serve several functions: what an operation has no use for may be there, if it is empty.
  if (!isEmpty(input.body)) throw new EndpointInputInvalid('INVALID_ATTRIBUTE', 'body');
  try {
    return checkCall(row, readPath(row, input), readQuery(input.query));
  } catch (error) {
    if (!(error instanceof EndpointRefusal)) throw error;
    throw new EndpointInputInvalid(error.refused.errorCode, error.refused.parameters.join(', '));
  }
}

function readPath(row: Parameters<typeof checkCall>[0], input: Readonly<Record<string, unknown>>): Values {
  const entries = parameterNames(row).map((parameter) => {
    const [name, second] = (SYNONYMS[parameter] ?? [parameter]).filter((each) => !isEmpty(input[each]));
    if (name === undefined) throw new EndpointInputInvalid('MISSING_ATTRIBUTE', parameter);
    // Two names for one thing could mean two things.
    if (second !== undefined) throw new EndpointInputInvalid('INVALID_ATTRIBUTE', second);
    const value = input[name];
    if (typeof value !== 'string') throw new EndpointInputInvalid('INVALID_JSON_ATTRIBUTE', name);
    return [parameter, value];
  });
  return Object.fromEntries(entries);
}

/** Numbers and booleans are written out, as a state machine has them. */
function readQuery(query: unknown): Values {
  if (isEmpty(query)) return {};
  if (!isObject(query)) throw new EndpointInputInvalid('INVALID_JSON_ATTRIBUTE', 'query');
  const entries = Object.entries(query).map(([name, value]) => {
    const field = `query.${name.slice(0, LONGEST_NAME)}`;
    // They are about text, and the answer here is none.
    if (name === 'envelope' || name === 'pretty')
      throw new EndpointInputInvalid('INVALID_QUERY_PARAMETER', field);
    if (!WRITABLE.has(typeof value)) throw new EndpointInputInvalid('INVALID_JSON_ATTRIBUTE', field);
    return [name, String(value)];
  });
  return Object.fromEntries(entries);
}

const WRITABLE: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

const isEmpty = (value: unknown): value is null | undefined => value === undefined || value === null;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
