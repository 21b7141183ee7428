/** The JSON schemas of our events in docs/. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EVENT_SCHEMAS } from '../../../infra/openapi/event-schema.ts';
import { eventCheck } from '../../support/event-schemas.ts';

test.each(EVENT_SCHEMAS)(
  'of $detailType is that of the code: else run `npm run openapi`',
  ({ file, text }) => {
    expect(readFileSync(file, 'utf8') === text).toBe(true);
  },
);

test.each(EVENT_SCHEMAS)('of $detailType has an example that is one', ({ detailType, text }) => {
  const { examples } = JSON.parse(text);
  const fits = eventCheck(detailType);
  expect([fits(examples[0]), fits.errors]).toEqual([true, null]);
});
