/** An aggregation of the plan's own yields the scalar that it should. */
import type { CheckResult } from '../check-result.ts';
import type { QueryAssertion } from './config.ts';
import type { AssertionSeen } from './observation.ts';
import { fail, inconclusive, pass } from './result.ts';

export function queryAssertion(
  { name, operator, expected }: QueryAssertion,
  seen: AssertionSeen | undefined,
): CheckResult {
  const id = 'query-assertion';
  if (seen?.value === undefined) return inconclusive(id, seen?.trouble ?? 'UNREADABLE', { subject: name });
  const said = { subject: name, expected: `${operator} ${expected}`, actual: seen.value };
  return holds(seen.value, operator, expected) ? pass(id, said) : fail(id, 'ASSERTION_VIOLATED', said);
}

type Scalar = number | string | boolean;

/** Of two kinds nothing holds but that they differ. */
function holds(value: Scalar, operator: QueryAssertion['operator'], expected: Scalar): boolean {
  if (typeof value !== typeof expected) return operator === '!=';
  switch (operator) {
    case '=':
      return value === expected;
    case '!=':
      return value !== expected;
    case '<':
      return value < expected;
    case '<=':
      return value <= expected;
    case '>':
      return value > expected;
    case '>=':
      return value >= expected;
  }
}
