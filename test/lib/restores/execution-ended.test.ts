/** An execution was stopped while its last step still works: whatever that does meanwhile, nothing is said that is not so. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Workflows } from '../../../lib/aws/workflows.ts';
import { executionEnded } from '../../../lib/restores/execution-ended.ts';
import { createStep } from '../../../lib/restores/steps/create-restore-job.ts';
import { type Bench, startBench } from './steps/bench.ts';
import { watched } from './steps/crashing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

/** The step makes its job right after the nth call of the ledger by who looks after the end. */
async function endWhileCreating(n: number) {
  const fresh = bench.fresh();
  const { id } = await bench.accept(fresh);
  const started: unknown[] = [];
  let calls = 0;
  const ledger = watched(bench.context.ledger, async () => {
    calls += 1;
    // It is told that the record is another's now, and stops.
    if (calls === n) await createStep(bench.context, id).catch(() => {});
  });
  const workflows = { start: async (...start: unknown[]) => void started.push(start) };
  await executionEnded(
    { ...bench.context, ledger, workflows: workflows as unknown as Workflows },
    { id, status: 'ABORTED' },
  );
  const { status, resumes, atlasJobId } = await bench.record(id);
  return {
    wasAsked: calls >= n,
    jobs: fresh.jobs().map((job) => job.id),
    status,
    resumes,
    atlasJobId,
    started,
  };
}

test('a job that it makes is followed by another execution; where it was ended first it makes none', async () => {
  const ends = new Set<string>();
  for (let n = 1; ; n += 1) {
    const { wasAsked, jobs, started, ...said } = await endWhileCreating(n);
    if (!wasAsked) break;
    ends.add(said.status);
    if (said.status === 'FAILED') expect([jobs, started, said.atlasJobId]).toEqual([[], [], undefined]);
    else {
      expect(said).toEqual({ status: 'RUNNING', resumes: 1, atlasJobId: jobs[0] });
      expect([jobs.length, started.length]).toEqual([1, 1]);
    }
  }
  expect([...ends].sort()).toEqual(['FAILED', 'RUNNING']);
});

test('a job that has ended while its target is not idle yet is followed, until it is', async () => {
  const fresh = bench.fresh();
  const { id } = await bench.accept(fresh);
  await createStep(bench.context, id);
  // Recorded: the target is idle a second after the job's end.
  const [job] = fresh.jobs();
  while (fresh.jobs()[0]?.endedAt === undefined) bench.time.advance(0.5);
  expect(job?.status).not.toBe('succeeded');
  const started: unknown[] = [];
  const workflows = { start: async (...start: unknown[]) => void started.push(start) };
  const context = { ...bench.context, workflows: workflows as unknown as Workflows };
  await executionEnded(context, { id, status: 'ABORTED' });
  expect([started.length, (await bench.record(id)).status]).toEqual([1, 'RUNNING']);
  bench.time.advance(2);
  await executionEnded(context, { id, status: 'ABORTED' });
  expect([started.length, (await bench.record(id)).status]).toEqual([1, 'SUCCEEDED']);
});
