/**
 * An endpoint that another workflow invokes: `{ groupId, clusterName, jobId?, query?, body?, idempotencyKey? }` in, the
 * bare body out, nothing where Atlas answers none. What goes wrong is an error whose name a state machine can catch:
 * `EndpointInputInvalid`, `RestoreRefused`, `CreateOutcomeUnknown`, `AtlasError`, `AtlasUnavailable`,
 * `AtlasOutcomeUnknown`.
 */
import type { Operation } from '../atlas/operations.ts';
import { RestoreRefused } from '../restores/refusal.ts';
import { checkBody } from './body-check.ts';
import { type CheckedCall, checkCall, parameterNames, type Values } from './call-check.ts';
import type { Endpoint } from './endpoint.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { perform } from './perform.ts';
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

/** Who asks, for want of anything that Lambda would tell of the invoker. */
const CALLER = 'direct invocation';

export async function answerDirect(endpoint: Endpoint, input: unknown): Promise<unknown> {
  const { row } = endpoint;
  if (!isObject(input)) throw new EndpointInputInvalid('INVALID_JSON', 'input');
  try {
    const answer = await perform(endpoint, {
      call: readCall(row, input),
      body: readBody(row, input.body),
      version: row.versions.at(-1),
      caller: CALLER,
      idempotencyKey: idempotencyKeyOf(input.idempotencyKey),
      // Whoever may invoke the function may have what it answers.
      seesDownloads: true,
      onSuccessor: () => {},
    });
    return answer.status === 204 ? null : JSON.parse(answer.text);
  } catch (error) {
    // Lambda hands on an error's name and message, and nothing else of it: the code must be in there.
    if (error instanceof RestoreRefused) error.message = `${error.refusals[0].code}: ${error.message}`;
    if (!(error instanceof EndpointRefusal)) throw error;
    throw new EndpointInputInvalid(error.refused.errorCode, error.refused.parameters.join(', '));
  }
}

function readBody(row: Operation, body: unknown): object | undefined {
  if (row.body === undefined) {
    // One input can serve several functions: what an operation has no use for may be there, if it is empty.
    if (!isEmpty(body)) throw new EndpointInputInvalid('INVALID_ATTRIBUTE', 'body');
    return undefined;
  }
  if (isEmpty(body)) throw new EndpointInputInvalid('MISSING_ATTRIBUTE', 'body');
  return checkBody(row, body);
}

function readCall(row: Operation, input: Readonly<Record<string, unknown>>): CheckedCall {
  const names = parameterNames(row).map((name) => SYNONYMS[name] ?? [name]);
  const known = new Set([...names.flat(), 'query', 'body', 'idempotencyKey']);
  const unknown = Object.keys(input).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new EndpointInputInvalid('INVALID_ATTRIBUTE', unknown.slice(0, LONGEST_NAME));
  return checkCall(row, readPath(row, input), readQuery(input.query));
}

function readPath(row: Operation, input: Readonly<Record<string, unknown>>): Values {
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
