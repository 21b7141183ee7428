/** What `validate` found in the collections that it may read whole. Never in the way of a pass: it is a help. */
import type { CheckResult } from '../check-result.ts';
import type { Observation } from './observation.ts';
import { fail, named, notRun, pass } from './result.ts';

export function validated({ validations, unvalidated }: Observation): CheckResult {
  const id = 'validate';
  const required = false;
  const damaged = validations.filter(({ valid }) => !valid);
  const actual = validations.length;
  if (damaged.length > 0) {
    const detail = named(damaged.map(({ namespace, problems }) => `${namespace} (${problems} problems)`));
    return fail(id, 'INVALID', { detail, actual, required });
  }
  if (unvalidated !== undefined) return notRun(id, unvalidated, { actual, required });
  return validations.length === 0
    ? notRun(id, 'TOO_LARGE', { actual, required })
    : pass(id, { actual, required });
}
