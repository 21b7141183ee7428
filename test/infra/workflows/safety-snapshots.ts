/** The branches of the definition that a safety snapshot takes, on the bench whose histories are looked at in the end. */
import { describe, expect, test } from 'vitest';
import type { ExecutionEnd } from '../../../infra/local/engine/workflow-engine.ts';
import type { LambdaHandler } from '../../../lib/lambda.ts';
import { createStep } from '../../../lib/restores/steps/create-restore-job.ts';
import { snapshot } from '../../../lib/restores/steps/step.ts';
import type { Bench, Fresh } from '../../lib/restores/steps/bench.ts';

export function safetySnapshots(
  bench: () => Bench,
  execute: (input: unknown) => Promise<ExecutionEnd>,
): void {
  describe('a safety snapshot', () => {
    const safely = () => bench().fresh('dedicated', { safetySnapshot: true });
    const taken = ({ target }: Fresh) =>
      bench().simulator.fleet.snapshots.filter(
        ({ deployment, snapshotType }) => deployment === target?.name && snapshotType === 'onDemand',
      );

    test('is waited for before the job is made', async () => {
      const fresh = safely();
      expect(await execute(fresh.body)).toMatchObject({ status: 'SUCCEEDED' });
      expect([taken(fresh).length, fresh.posts()]).toEqual([1, 1]);
    });

    test('that fails ends the restore, refused', async () => {
      const fresh = safely();
      bench().simulator.faults.add({ kind: 'jobFails', operation: 'takeClusterSnapshot' });
      const end = await execute(fresh.body);
      expect(end).toMatchObject({ error: 'RestoreRefused' });
      expect(end.cause).toContain('SAFETY_SNAPSHOT_FAILED');
      expect(fresh.posts()).toBe(0);
    });

    test('is taken even where the create comes first', async () => {
      const fresh = safely();
      const tasks = await bench().tasks();
      // As an older release does, which knows of no snapshot.
      const older: LambdaHandler = async (event, context) => ({
        ...((await tasks.PlanRestoreArn(event, context)) as object),
        next: 'CREATE',
      });
      const end = await bench().runTasks('execution-older', fresh.request, {
        ...tasks,
        PlanRestoreArn: older,
      });
      expect(end).toMatchObject({ status: 'SUCCEEDED' });
      expect([taken(fresh).length, fresh.posts()]).toEqual([1, 1]);
    });

    test('is not asked for where the job is there already', async () => {
      const fresh = bench().fresh();
      const { id } = await bench().accept(fresh);
      await createStep(bench().context, id);
      const tasks = await bench().tasks();
      const mistaken: LambdaHandler = async () => snapshot(id);
      const end = await bench().runTasks(id, fresh.request, { ...tasks, PlanRestoreArn: mistaken });
      expect(end).toMatchObject({ status: 'SUCCEEDED' });
      expect([taken(fresh).length, fresh.posts()]).toEqual([0, 1]);
    });
  });
}
