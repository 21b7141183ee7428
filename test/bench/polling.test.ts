import { expect, test } from 'vitest';
import { benchPolling } from './polling.ts';
import { isOver } from './report.ts';

test('the poll plan keeps its budgets beside the other pollers', async () => {
  const { budgets } = await benchPolling();
  expect(budgets.length).toBeGreaterThan(0);
  expect(budgets.filter(isOver)).toEqual([]);
});
