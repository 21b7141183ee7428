/** What a plan may not say of its checks, and which field says it. */
import { expect, test } from 'vitest';
import { checksConfig } from '../../../lib/drills/checks/config.ts';

const assertion = (name: string) => ({
  name,
  namespace: 'shop.orders',
  pipeline: [{ $count: 'all' }],
  operator: '>',
  expected: 0,
});
const mistakes = (given: object) =>
  (checksConfig.safeParse(given).error?.issues ?? []).map(({ path }) => path.join('.'));

test('two assertions of one name: the second would be judged by the first', () => {
  expect(mistakes({ assertions: [assertion('one'), assertion('two'), assertion('one')] })).toEqual([
    'assertions.2.name',
  ]);
  expect(mistakes({ assertions: [assertion('one'), assertion('two')] })).toEqual([]);
});

test('a critical collection that is not looked at', () => {
  expect(mistakes({ critical: ['a.b', 'shop.orders'], ignored: ['shop.orders'] })).toEqual(['critical.1']);
});
