/** What `validate` found in the collections that it may read whole. Never in the way of a pass: it is a help. */
import type { CheckResult } from '../check-result.ts';
import type { Observation } from './observation.ts';
import { fail, named, notRun, pass } from './result.ts';

export function validated({ validations, unvalidated }: Observation): CheckResult {
  const id = 'validate';
  const required = false;
  const read = validations.filter((one) => !one.unread);
  const unread = validations.filter((one) => one.unread).map(({ namespace }) => namespace);
  const damaged = read.filter(({ valid }) => !valid);
  const actual = read.length;
  if (damaged.length > 0) {
    const detail = named(damaged.map(({ namespace, problems }) => `${namespace} (${problems} problems)`));
    return fail(id, 'INVALID', { detail, actual, required });
  }
  if (unvalidated !== undefined) return notRun(id, unvalidated, { actual, required });
  if (unread.length > 0) return notRun(id, 'UNREADABLE', { detail: named(unread), actual, required });
  return read.length === 0 ? notRun(id, 'TOO_LARGE', { actual, required }) : pass(id, { actual, required });
}
