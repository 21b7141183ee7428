/** Second step: which snapshot, and what should be in it. */
import type { Snapshot } from '../../restores/families/family.ts';
import { families, findDeployment } from '../../restores/families.ts';
import { snapshotEligible } from '../checks/restored.ts';
import { worstGapSeconds } from '../choose-snapshot.ts';
import { chosenSnapshot } from '../chosen-snapshot.ts';
import type { DrillContext, ReaderPart } from '../context.ts';
import type { DrillPlan } from '../plans/plan.ts';
import { namespacesOf } from '../snapshot-namespaces.ts';
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
