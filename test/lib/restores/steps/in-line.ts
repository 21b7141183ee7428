/** A restore that waits for its target, through its workflow, and the one before it, which ends at its third look. */
import type { Bench, Tasks } from './bench.ts';

export async function waitForTurn(bench: Bench) {
  const fresh = bench.fresh();
  const holder = await bench.accept(fresh);
  const request = { ...fresh.request, whenTargetBusy: 'wait' as const };
  const { id } = await bench.accept({ ...fresh, request });
  const tasks = await bench.tasks();
  let looks = 0;
  const PlanRestoreArn: Tasks['PlanRestoreArn'] = async (event, lambda) => {
    looks += 1;
    if (looks === 3) await bench.run(holder.id, fresh.request);
    return tasks.PlanRestoreArn(event, lambda);
  };
  const { status } = await bench.runTasks(id, request, { ...tasks, PlanRestoreArn });
  return { status, looks, jobs: fresh.jobs().length };
}
