/** `npm start -- --drills FILE`: what it says, and what is wrong with it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SIMULATED_TARGETS } from '../../../../infra/local/allowed-targets.ts';
import { DRILLS, PRODUCTION } from '../../../../infra/local/atlas-simulator/fleet.ts';
import { readDrillsFile } from '../../../../infra/local/drills/drills-file.ts';
import { SIMULATED_DRILLS } from '../../../../infra/local/drills/simulated-drills.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-restore-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(content: unknown) {
  const file = join(folder, 'drills.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readDrillsFile(file, SIMULATED_TARGETS);
}

test('what it does not say is as without it', () => {
  const budget = { perMonthUsd: 1 };
  expect(read({ budget })).toEqual({ ...SIMULATED_DRILLS, budget });
  expect(read({ plans: [] }).plans).toEqual([]);
});

const plan = { ...SIMULATED_DRILLS.plans[0] };
test.each<[string, unknown, RegExp]>([
  ['no JSON', '{', /drills\.json is not JSON\.$/],
  ['no object', [], /must hold an object/],
  ['a field that there is not', { budgets: {} }, /drills\.budgets is not a field\./],
  ['a cap below nothing', { budget: { perMonthUsd: -1 } }, /drills\.budget\.perMonthUsd: /],
  ['two plans of a name', { plans: [plan, plan] }, /there are two plans of the name nightly-orders/],
  [
    'a standing target in the drill project that nobody has allowed',
    { plans: [{ ...plan, target: { standing: { name: 'kept' } } }] },
    new RegExp(`${DRILLS.id}/kept is not in allowedTargets`),
  ],
  [
    'an exclusion for no reason',
    {
      coverage: {
        exclusions: [
          { projectId: PRODUCTION.id, name: 'Legacy', reason: ' ', owner: 'shop', until: '2026-12-31' },
        ],
      },
    },
    /drills\.coverage\.exclusions\.0\.reason: must not be blank\./,
  ],
])('%s is said', (_, content, words) => {
  expect(() => read(content)).toThrow(words);
});

test('a file that is not there is said', () => {
  expect(() => readDrillsFile(join(folder, 'none.json'), [])).toThrow('none.json cannot be read (ENOENT).');
});
