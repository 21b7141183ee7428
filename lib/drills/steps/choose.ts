/** Second step: which snapshot, and what should be in it. */
import type { AtlasClient } from '../../atlas/client.ts';
import { AtlasError, AtlasUnavailable } from '../../atlas/errors.ts';
import type { Snapshot } from '../../restores/families/family.ts';
import { families, findDeployment } from '../../restores/families.ts';
import { snapshotEligible } from '../checks/restored.ts';
import { worstGapSeconds } from '../choose-snapshot.ts';
import { chosenSnapshot } from '../chosen-snapshot.ts';
import type { DrillContext, ReaderPart } from '../context.ts';
import type { DrillPlan } from '../plans/plan.ts';
import type { DrillRecord } from '../record.ts';
import { type DrillStep, endEarly, inPhase, onwards } from './step.ts';

type Context = DrillContext & ReaderPart;

export const chooseSnapshot = (context: Context, id: string): Promise<DrillStep> =>
  inPhase(context, id, 'CHOOSE', async (record, plan) => {
    const { atlas, clock, drillLedger } = context;
    const { source } = record;
    const facts = await findDeployment(atlas, source, source.family);
    const now = clock.now();
    const all: Snapshot[] = [];
    for await (const one of families[facts.family].snapshots(atlas, source, facts.sharded)) all.push(one);
    const by = new Date(record.endsBy);
    const chosen = await chosenSnapshot(atlas, { plan, source, facts, snapshots: all, drillId: id, by, now });
    if ('code' in chosen) return endEarly(context, record, { verdict: 'FAILED', ...chosen });
    const snapshot = { ...chosen, worstGapSeconds: worstGapSeconds(all, plan.lookBackDays, now) };
    if (snapshot.id !== undefined && facts.family === 'cluster')
      await drillLedger.saveExpected(id, await namespacesOf(context, source, snapshot.id), now);
    const check = snapshotEligible(
      { completed: true, ...snapshot },
      {
        at: new Date(record.marks.startedAt ?? now),
        by,
        objectiveMinutes: countsForRpo(plan) ? plan.objectives.rpoMinutes : null,
      },
    );
    const marks = { ...record.marks, snapshotChosenAt: now.toISOString() };
    const next = { ...record, snapshot, marks, checks: [check], phase: 'PREPARE' } as const;
    return onwards(await drillLedger.saveDrill(next));
  });

/** Only the newest data says what would be lost. */
export const countsForRpo = ({ snapshot }: Pick<DrillPlan, 'snapshot'>): boolean =>
  snapshot === 'latest' || 'pointInTime' in snapshot;

/** Undefined where Atlas does not tell, or does not tell us: then the last verified drill says what should be there. */
async function namespacesOf(
  { atlas, log }: { readonly atlas: AtlasClient; readonly log: DrillContext['log'] },
  { projectId, name }: DrillRecord['source'],
  snapshotId: string,
): Promise<readonly string[] | undefined> {
  const path = { groupId: projectId, clusterName: name, snapshotId };
  try {
    const found: string[] = [];
    for await (const { name: databaseName } of atlas.items('listSnapshotDatabases', { path }))
      for await (const { name: collection } of atlas.items('listSnapshotCollections', {
        path: { ...path, databaseName },
      }))
        found.push(`${databaseName}.${collection}`);
    return found;
  } catch (error) {
    if (!(error instanceof AtlasError) || error instanceof AtlasUnavailable) throw error;
    log.info('Atlas does not say what is in the snapshot', { errorCode: error.errorCode });
    return undefined;
  }
}
