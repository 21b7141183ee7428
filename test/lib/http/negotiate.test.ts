import { expect, test } from 'vitest';
import { acceptedType } from '../../../lib/http/negotiate.ts';

test.each<[string, string | undefined, string]>([
  ['nothing is said', undefined, 'text/html'],
  ['anything will do', '*/*', 'text/html'],
  ['one is named', 'text/csv', 'text/csv'],
  ['one is named before anything else', 'text/csv, */*;q=0.1', 'text/csv'],
  ['weights say the other way round', 'text/html;q=0.5, application/json', 'application/json'],
  ['one is refused', 'text/html;q=0, application/json;q=0.1', 'application/json'],
  ['there is none of what is wanted', 'image/png', 'text/html'],
  ['it is no list of types', ';;;', 'text/html'],
])('where %s', (_, accept, type) => {
  expect(acceptedType(accept, ['text/html', 'application/json', 'text/csv'])).toBe(type);
});
