import { expect, test } from 'vitest';
import { polling } from './polling.ts';

test('the poll plan keeps what is wanted of it beside the other pollers', () => {
  const { wanted } = polling();
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter(({ met }) => !met)).toEqual([]);
});
