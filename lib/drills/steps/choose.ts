/** Second step: which snapshot, and what should be in it. */
import type { AtlasClient } from '../../atlas/client.ts';
import { AtlasError, AtlasUnavailable } from '../../atlas/errors.ts';
import type { DeploymentFacts, Snapshot } from '../../restores/families/family.ts';
import { families, findDeployment } from '../../restores/families.ts';
import { pointInTimeWindow } from '../../restores/point-in-time.ts';
import { snapshotEligible } from '../checks/restored.ts';
import { chooseFor, eligible, worstGapSeconds } from '../choose-snapshot.ts';
import type { DrillContext, ReaderPart } from '../context.ts';
import type { DrillPlan } from '../plans/plan.ts';
import type { DrillRecord, DrillSnapshot } from '../record.ts';
import { type DrillStep, type Ending, endEarly, inPhase, onwards } from './step.ts';

type Context = DrillContext & ReaderPart;

export const chooseSnapshot = (context: Context, id: string): Promise<DrillStep> =>
  inPhase(context, id, 'CHOOSE', async (record, plan) => {
    const { atlas, clock, drillLedger } = context;
    const { source } = record;
    const facts = await findDeployment(atlas, source, source.family);
    const now = clock.now();
    const all: Snapshot[] = [];
    for await (const one of families[facts.family].snapshots(atlas, source, facts.sharded)) all.push(one);
    const chosen = await choose(context, record, plan, facts, all);
    if ('code' in chosen) return endEarly(context, record, chosen);
    const snapshot = { ...chosen, worstGapSeconds: worstGapSeconds(all, plan.lookBackDays, now) };
    if (snapshot.id !== undefined && facts.family === 'cluster')
      await drillLedger.saveExpected(id, await namespacesOf(context, source, snapshot.id), now);
    const check = snapshotEligible(
      { completed: true, ...snapshot },
      {
        at: new Date(record.marks.startedAt ?? now),
        by: new Date(record.endsBy),
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

type Chosen = Omit<DrillSnapshot, 'worstGapSeconds'>;

async function choose(
  context: Context,
  record: DrillRecord,
  { snapshot: choice }: DrillPlan,
  facts: DeploymentFacts,
  all: readonly Snapshot[],
): Promise<Chosen | Ending> {
  const now = context.clock.now();
  if (typeof choice === 'object' && 'pointInTime' in choice)
    return momentOf(context, record, facts, choice.pointInTime.minutesAgo);
  const one = chooseFor(choice, eligible(all, new Date(record.endsBy)), record.id, now);
  if (one === undefined) {
    const detail = `${record.source.name} has no completed snapshot that the plan would take and that outlives the drill.`;
    return { verdict: 'FAILED', code: 'NO_ELIGIBLE_SNAPSHOT', detail };
  }
  const { id, createdAt, expiresAt, mongoDBVersion, sizeBytes } = one;
  return {
    id,
    createdAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(mongoDBVersion !== undefined && { mongoDBVersion }),
    ...(sizeBytes !== undefined && { sizeBytes }),
  };
}

/** Whole seconds, as Atlas takes them. */
async function momentOf(
  { atlas, clock }: Context,
  { source }: DrillRecord,
  facts: DeploymentFacts,
  minutesAgo: number,
): Promise<Chosen | Ending> {
  const now = clock.now();
  const moment = new Date(Math.floor((now.getTime() - minutesAgo * 60_000) / 1_000) * 1_000);
  const window = await pointInTimeWindow(atlas, source, facts, now);
  if (window === null || moment < new Date(window.from) || moment > new Date(window.to)) {
    const detail = `${source.name} cannot be restored to ${moment.toISOString()}: ${window === null ? 'it has no continuous backup' : `its window is ${window.from} to ${window.to}`}.`;
    return { verdict: 'FAILED', code: 'NO_ELIGIBLE_SNAPSHOT', detail };
  }
  const { mongoDBVersion } = facts;
  return {
    createdAt: moment.toISOString(),
    pointInTime: true,
    ...(mongoDBVersion !== undefined && { mongoDBVersion }),
  };
}

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
