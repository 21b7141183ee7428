/** Does to a request what its fault says. A request without a fault is only handled. */
import type { CallName, Operation } from '../../../../lib/atlas/operations.ts';
import { type Answer, type Outcome, refusalAnswer } from '../answer.ts';
import { serverError, tooFast } from '../auth/oauth.ts';
import { invalidToken } from '../auth/sign-in.ts';
import { Refusal } from '../errors.ts';
import { rateLimitedByFault } from '../rate-limits.ts';
import { SECOND } from '../time.ts';
import type { World } from '../world.ts';
import { type RequestFault, requestFaultFor } from './choose.ts';

/** `row` is absent for the token endpoint, whose errors have another shape. */
interface Reached {
  readonly name: CallName | 'token';
  readonly row?: Operation;
  readonly closing: AbortSignal;
}

const DEFAULT_RETRY_AFTER_SECONDS = 10;

export async function withFault(world: World, reached: Reached, handle: () => Answer): Promise<Outcome> {
  const fault = requestFaultFor(world, reached.name);
  if (fault === undefined) return handle();
  switch (fault.kind) {
    case 'droppedBefore':
      return 'dropped';
    case 'droppedAfter':
      handle();
      return 'dropped';
    case 'slow': {
      const early = fault.handled ? handle() : undefined;
      await patiently(world, fault.delaySeconds * SECOND, reached.closing);
      return early ?? handle();
    }
    case 'malformedBody':
      return cutOff(handle());
    default:
      if ('handled' in fault && fault.handled) handle();
      return refused(fault, reached.row);
  }
}

type Refusing = Exclude<RequestFault, { kind: 'droppedBefore' | 'droppedAfter' | 'slow' | 'malformedBody' }>;

function refused(fault: Refusing, row: Operation | undefined): Answer {
  switch (fault.kind) {
    case 'rateLimited':
      return limited(row, fault.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS);
    case 'rateLimitedWithoutRetryAfter':
      return limited(row, undefined);
    case 'unauthorized':
      return invalidToken;
    case 'upgrading':
      return refusalAnswer(new Refusal('WRITES_NOT_ALLOWED_DURING_APP_UPGRADES'));
    case 'notFound':
      return refusalAnswer(new Refusal('RESTORE_JOB_NOT_FOUND', ['', '']));
    case 'serverError': {
      const status = fault.status ?? 500;
      return row ? unexpected(status) : serverError(status);
    }
    case 'htmlError':
      return html(fault.status ?? 502);
  }
}

function limited(row: Operation | undefined, seconds: number | undefined): Answer {
  if (row === undefined) return tooFast(seconds);
  const { refusal, headers } = rateLimitedByFault(row, seconds);
  return refusalAnswer(refusal, headers);
}

function unexpected(status: number): Answer {
  const answer = refusalAnswer(new Refusal('UNEXPECTED_ERROR'));
  const body = answer.body.replace('"error":500', `"error":${status}`);
  return { ...answer, status, body };
}

/** What a gateway in front of Atlas answers. */
function html(status: number): Answer {
  const body = `<html><head><title>${status}</title></head><body><h1>${status} upstream error</h1></body></html>`;
  return { status, headers: { 'Content-Type': 'text/html' }, body };
}

/** A success whose body ends in the middle, with a length that says so: readable HTTP, unreadable JSON. */
function cutOff(answer: Answer): Answer {
  return { ...answer, body: answer.body.slice(0, Math.max(1, Math.floor(answer.body.length / 2))) };
}

/** An aborted wait is over: the connection is closed by whoever aborted it. */
async function patiently(world: World, ms: number, closing: AbortSignal): Promise<void> {
  try {
    await world.clock.sleep(ms, closing);
  } catch (error) {
    if (!closing.aborted) throw error;
  }
}
