import { expect, test } from 'vitest';
import { csvOf } from '../../lib/csv.ts';

test.each([
  ['=1+1', "'=1+1"],
  [' =1+1', "' =1+1"],
  ['\uFF1D1+1', "'\uFF1D1+1"],
  ['-1', "'-1"],
  ['a=1', 'a=1'],
  ['a "b", c', '"a ""b"", c"'],
  ['\tx', "'\tx"],
])('%j is the cell %s', (text, cell) => {
  expect(csvOf([[text]])).toBe(`${cell}\r\n`);
});
