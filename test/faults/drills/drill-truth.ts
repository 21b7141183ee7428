/** What must be so of a drill, whatever went wrong; what is not, as sentences. */
import type { Came } from './drill-world.ts';

const SWEEP_MS = 300_000;

export function untruthsOfDrill({ record, left, overAt, jobs }: Came): string[] {
  if (record === undefined) return ['there is no record of the drill'];
  const wrong: string[] = [];
  const say = (sentence: string, holds: boolean) => {
    if (!holds) wrong.push(sentence);
  };
  const { phase, verdict, evidence, cleanupEvidence, deleteBy, findings, checks, pendingEvents } = record;
  say(`left: ${left.join(', ')}`, left.length === 0);
  say(`it is still in ${phase}`, phase === 'DONE');
  say('it has no evidence', evidence !== undefined);
  say('there is no proof of its cleanup', cleanupEvidence !== undefined);
  say(
    `it was over ${Math.round((overAt - Date.parse(deleteBy)) / 60_000)} minutes late`,
    overAt <= Date.parse(deleteBy) + SWEEP_MS,
  );
  // Its backup is healthy: what went wrong was not the backup's fault.
  say(
    `${verdict}: ${findings?.map(({ code }) => code).join(', ')}`,
    verdict === 'PASSED' || verdict === 'INCONCLUSIVE',
  );
  say(`${jobs.length} restores onto its target`, jobs.length <= 1);
  const open = checks
    .filter(({ required, verdict: each }) => required && each !== 'PASS')
    .map(({ id }) => id);
  say(`it passed without ${open.join(', ')}`, verdict !== 'PASSED' || open.length === 0);
  say('it passed without a restore', verdict !== 'PASSED' || jobs.join() === 'succeeded');
  say(`not told: ${pendingEvents?.join()}`, !pendingEvents?.length);
  return wrong;
}
