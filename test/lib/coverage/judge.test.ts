/** States by drills, time and exclusions, and which findings are new: as docs/drills.md, "Coverage", says them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverageConfig } from '../../../lib/coverage/config.ts';
import { withFindings } from '../../../lib/coverage/findings.ts';
import { judgeProject } from '../../../lib/coverage/judge.ts';
import {
  type CoverageFinding,
  type DrillSeen,
  type DrillsOfSource,
  FINDING_CODES,
  NO_HEAD,
} from '../../../lib/coverage/record.ts';

const PROJECT = 'a'.repeat(24);
const NOW = new Date('2026-11-22T10:00:00Z');
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000).toISOString();
const seen = (verdict: DrillSeen['verdict'], days: number): DrillSeen => ({
  id: `${verdict}-${days}`,
  verdict,
  at: ago(days),
});
const excluded = (until: string) => ({
  projectId: PROJECT,
  name: 'Orders',
  reason: 'is empty',
  owner: 'shop',
  until,
});

function judged(drills: DrillsOfSource, config: object = {}) {
  const [one] = judgeProject(
    {
      projectId: PROJECT,
      projectName: 'shop',
      deployments: [{ name: 'Orders', family: 'cluster' }],
      drills: { Orders: drills },
    },
    coverageConfig.parse(config),
    NOW,
  );
  return [one!.state, one!.findings.map(({ code }) => code)] as const;
}
const passed = (days: number) => ({ passed: seen('PASSED', days), decided: seen('PASSED', days) });

test.each<[string, DrillsOfSource, object, string, readonly string[]]>([
  ['without any drill', {}, {}, 'NEVER_DRILLED', ['NEVER_DRILLED']],
  ['that passed yesterday', passed(1), {}, 'COVERED', []],
  ['that passed 35 days ago', passed(35), {}, 'COVERED', []],
  ['that passed 36 days ago', passed(36), {}, 'OVERDUE', ['OVERDUE']],
  ['that passed 8 of 7 days ago', passed(8), { everyDays: 7 }, 'OVERDUE', ['OVERDUE']],
  ['that failed after a pass', { ...passed(3), decided: seen('FAILED', 1) }, {}, 'FAILED', ['DRILL_FAILED']],
  ['that failed only', { decided: seen('FAILED', 90) }, {}, 'FAILED', ['DRILL_FAILED']],
  [
    'that could not be decided after a pass',
    { ...passed(3), decided: seen('INCONCLUSIVE', 1) },
    {},
    'INCONCLUSIVE',
    ['DRILL_INCONCLUSIVE'],
  ],
  [
    'that was skipped for its budget after a pass',
    { ...passed(3), skipped: seen('INCONCLUSIVE', 1) },
    {},
    'OVERDUE',
    ['OVERDUE'],
  ],
  [
    'that passed after one that was skipped',
    { ...passed(1), skipped: seen('INCONCLUSIVE', 3) },
    {},
    'COVERED',
    [],
  ],
  [
    'that failed before one that was skipped',
    { decided: seen('FAILED', 2), skipped: seen('INCONCLUSIVE', 1) },
    {},
    'FAILED',
    ['DRILL_FAILED'],
  ],
  ['that was skipped only', { skipped: seen('INCONCLUSIVE', 1) }, {}, 'NEVER_DRILLED', ['NEVER_DRILLED']],
  [
    'excluded twice, of which one is over: the longer one counts',
    {},
    { exclusions: [excluded('2026-11-25'), excluded('2026-11-21')] },
    'EXCLUDED',
    [],
  ],
  ['excluded until today', {}, { exclusions: [excluded('2026-11-22')] }, 'EXCLUDED', []],
  [
    'excluded until yesterday',
    {},
    { exclusions: [excluded('2026-11-21')] },
    'NEVER_DRILLED',
    ['NEVER_DRILLED', 'EXCLUSION_OVER'],
  ],
  [
    'excluded until yesterday, and covered',
    passed(1),
    { exclusions: [excluded('2026-11-21')] },
    'COVERED',
    ['EXCLUSION_OVER'],
  ],
  [
    'whose namesake is excluded',
    {},
    { exclusions: [{ ...excluded('2027-01-01'), name: 'Other' }] },
    'NEVER_DRILLED',
    ['NEVER_DRILLED'],
  ],
])('a deployment %s', (_, drills, config, state, codes) => {
  expect(judged(drills, config)).toEqual([state, codes]);
});

test.each([
  [{ exclusions: [{ ...excluded('2026-11-21'), owner: undefined }] }],
  [{ exclusions: [excluded('soon')] }],
  [{ exclusions: [{ ...excluded('2026-11-21'), reason: '' }] }],
  [{ scope: { projectIds: [] } }],
  [{ scope: { projectIds: [PROJECT], organization: true } }],
  [{ everyDays: 0 }],
])('a configuration like %j is refused', (config) => {
  expect(coverageConfig.safeParse(config).success).toBe(false);
});

describe('findings', () => {
  const found = fc.uniqueArray(
    fc.record({ code: fc.constantFrom(...FINDING_CODES), subject: fc.constantFrom('a', 'b', 'c') }),
    { selector: ({ code, subject }) => `${code} ${subject}` },
  );

  test('are told once when they arise and once when they are mended, in order, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(found), (rounds) => {
        let item = NO_HEAD;
        for (const [round, some] of rounds.entries())
          item = withFindings(
            item,
            some.map((one) => ({ ...one, detail: `round ${round}` })),
            new Date(NOW.getTime() + round * 900_000).toISOString(),
          );
        const open = new Map<string, CoverageFinding>();
        for (const [at, { change, sequence, finding }] of item.pending.entries()) {
          const key = `${finding.code} ${finding.subject}`;
          expect(sequence).toBe(at + 1);
          expect(open.has(key)).toBe(change === 'CLEARED');
          if (change === 'ARISEN') open.set(key, finding);
          // It is mended with the time of its beginning.
          else expect(open.get(key)?.since).toBe(finding.since);
          if (change === 'CLEARED') open.delete(key);
        }
        const stand = ({ code, subject, since }: CoverageFinding) => `${code} ${subject} ${since}`;
        expect([...open.values()].map(stand).sort()).toEqual(item.findings.map(stand).sort());
      }),
    );
  });
});
