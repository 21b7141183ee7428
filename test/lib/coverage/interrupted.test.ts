/** Drills that end in any order, events that are lost or come twice, and a container that dies at any write: coverage is right in the end. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { CoverageLedger } from '../../../lib/aws/coverage-ledger.ts';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import { newDrill } from '../../../lib/drills/new-drill.ts';
import type { Verdict } from '../../../lib/drills/record.ts';
import { COVERAGE_CHANGE, type CoverageEvent } from '../../../lib/events/coverage-event.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';

let harness: DrillHarness;
beforeAll(async () => {
  harness = await drillHarness({ enabled: false });
});
afterAll(() => harness.close());

const SOURCES = ['one', 'two', 'three'];
const WRITES = ['drillEnded', 'claim', 'saveProject', 'saveReviews', 'saveHead', 'endedRead'] as const;
/** Longer than a lease. */
const LATER_SECONDS = 420;

const step = fc.oneof(
  fc.record({
    kind: fc.constant('ends' as const),
    source: fc.nat({ max: SOURCES.length - 1 }),
    verdict: fc.constantFrom<Verdict>('PASSED', 'FAILED', 'INCONCLUSIVE'),
    /** How often its event comes. */
    times: fc.nat({ max: 2 }),
  }),
  fc.record({ kind: fc.constant('schedule' as const) }),
  fc.record({
    kind: fc.constant('dies' as const),
    write: fc.constantFrom(...WRITES),
    isWritten: fc.boolean(),
  }),
);

/** The next write of that kind does not come back, once. */
function dying(write: (typeof WRITES)[number], isWritten: boolean): void {
  const ledger = harness.service.drills.services.coverageLedger as {
    -readonly [Key in keyof CoverageLedger]: CoverageLedger[Key];
  };
  const real = ledger[write].bind(ledger) as (...given: unknown[]) => Promise<never>;
  ledger[write] = (async (...given: unknown[]) => {
    delete (ledger as Partial<CoverageLedger>)[write];
    if (isWritten) await real(...given);
    throw new Error('the container died');
  }) as never;
}

function alive(): void {
  for (const write of WRITES)
    delete (harness.service.drills.services.coverageLedger as Partial<CoverageLedger>)[write];
}

const count = (event?: object) => harness.service.drills.count(event).catch(() => {});
/** Half a second each, and several times as much on two busy cores. */
const RUNS = 30;
const PATIENCE_MS = 180_000;
let runs = 0;

test(
  'what it says is what the last drill of each source says, and every finding is told once and cleared once',
  async () => {
    const { drills, drillLedger, coverageLedger } = harness.service.drills.services;
    const [plan] = drills.plans;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        runs += 1;
        const names = SOURCES.map((source) => `${source}-${runs}`);
        for (const name of names)
          harness.simulator.addDeployment({ projectId: PRODUCTION.id, name, family: 'flex' });
        harness.time.advance(3_600);
        await count();
        const last = new Map<string, Verdict>();
        for (const [at, one] of steps.entries()) {
          harness.time.advance(LATER_SECONDS);
          if (one.kind === 'schedule') await count();
          if (one.kind === 'dies') dying(one.write, one.isWritten);
          if (one.kind !== 'ends') continue;
          const name = names[one.source]!;
          const now = harness.time.clock.now();
          const trigger = { kind: 'request', by: 'somebody', at: now.toISOString() } as const;
          const source = { projectId: PRODUCTION.id, name };
          const record = newDrill({
            plan: plan!,
            source,
            trigger,
            start: `${runs}-${at}`,
            simulated: true,
            now,
          });
          await drillLedger.createDrill({ ...record, verdict: one.verdict, phase: 'DONE' });
          last.set(name, one.verdict);
          await Promise.all(Array.from({ length: one.times }, () => count({ detail: { id: record.id } })));
        }
        alive();
        harness.time.advance(LATER_SECONDS);
        await count();
        expect(await coverageLedger.ended()).toEqual([]);
        const { body } = await harness.call<CoverageView>(
          'GET',
          `/v1/coverage?projectId=${PRODUCTION.id}&limit=500`,
        );
        const known = await coverageLedger.project(PRODUCTION.id);
        for (const name of names) {
          const verdict = last.get(name);
          expect([name, known?.drills[name]?.decided?.verdict]).toEqual([name, verdict]);
          const shown = body.results.find((each) => each.name === name);
          expect(shown?.state).toBe(STATES[verdict ?? 'NONE']);
          const stands = new Set<string>();
          for (const { detailType, detail } of harness.told) {
            const { change, finding } = detail as unknown as CoverageEvent;
            if (detailType !== COVERAGE_CHANGE || finding.subject !== `${PRODUCTION.id}/${name}`) continue;
            expect([change, finding.code, stands.has(finding.code)]).toEqual([
              change,
              finding.code,
              change === 'CLEARED',
            ]);
            if (change === 'ARISEN') stands.add(finding.code);
            else stands.delete(finding.code);
          }
          expect([...stands]).toEqual(FINDINGS[verdict ?? 'NONE']);
        }
      }),
      { numRuns: RUNS, seed: Number(process.env.FC_SEED ?? 20_261_128) },
    );
  },
  PATIENCE_MS,
);

const STATES = { PASSED: 'COVERED', FAILED: 'FAILED', INCONCLUSIVE: 'INCONCLUSIVE', NONE: 'NEVER_DRILLED' };
const FINDINGS = {
  PASSED: [],
  FAILED: ['DRILL_FAILED'],
  INCONCLUSIVE: ['DRILL_INCONCLUSIVE'],
  NONE: ['NEVER_DRILLED'],
};
