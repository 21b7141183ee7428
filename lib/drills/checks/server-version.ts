/** The target runs the snapshot's major version, and no older patch. */
import type { CheckResult } from '../check-result.ts';
import { fail, inconclusive, pass } from './result.ts';

const numbers = (version: string): number[] => version.split(/[.-]/).map(Number);

/** @param snapshot undefined where Atlas does not say it, as of Flex */
export function serverVersion(actual: string, snapshot: string | undefined): CheckResult {
  const id = 'server-version';
  if (snapshot === undefined) return inconclusive(id, 'VERSION_UNKNOWN', { actual, required: false });
  const said = { expected: snapshot, actual };
  const [target = [], source = []] = [numbers(actual), numbers(snapshot)];
  if (target[0] !== source[0] || (target[1] ?? 0) !== (source[1] ?? 0)) {
    return fail(id, isOlder(target, source) ? 'VERSION_OLDER' : 'VERSION_OTHER_MAJOR', said);
  }
  return isOlder(target, source) ? fail(id, 'VERSION_OLDER', said) : pass(id, said);
}

function isOlder(one: readonly number[], other: readonly number[]): boolean {
  for (const [at, part] of other.entries()) {
    const own = one[at] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}
