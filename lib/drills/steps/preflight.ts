/** First step: is there a source, may drills run in the drill project, is there a place? Nothing is made yet. */
import { AtlasError, AtlasUnavailable } from '../../atlas/errors.ts';
import { isOurs } from '../../restores/lookup.ts';
import type { DrillContext, OwnerPart, ReaderPart } from '../context.ts';
import { suspendedFinding } from '../plans/suspension.ts';
import { sourceFacts } from '../source-facts.ts';
import { takePlace } from '../take-place.ts';
import { type DrillStep, type Ending, endEarly, inPhase, onwards, step } from './step.ts';

/** Another drill takes a quarter of an hour at least. */
const PLACE_AGAIN_SECONDS = 60;

type Context = DrillContext & ReaderPart & OwnerPart;

export const preflight = (context: Context, id: string): Promise<DrillStep> =>
  inPhase(context, id, 'PREFLIGHT', async (record, plan) => {
    // Here, so that a drill that waits for its place is held up too; and with evidence, so that there is no silence.
    const { suspended } = (await context.drillLedger.planStanding(record.plan)).standing;
    if (suspended !== undefined)
      return endEarly(context, record, {
        verdict: 'INCONCLUSIVE',
        ...suspendedFinding(record.plan, suspended),
      });
    const source = await sourceFacts(context.atlas, record.source);
    if ('code' in source) {
      const { verdict, code, detail } = source;
      return endEarly(context, record, { verdict, code, detail });
    }
    const refused = await policyInTheWay(context);
    if (refused !== undefined) return endEarly(context, record, refused);
    if (!(await takePlace(context, record, plan))) return step(id, 'PREFLIGHT', PLACE_AGAIN_SECONDS);
    const startedAt = context.clock.now().toISOString();
    const marks = { ...record.marks, startedAt };
    const { family } = source;
    const next = { ...record, source: { ...record.source, family }, marks, phase: 'CHOOSE' } as const;
    return onwards(await context.drillLedger.saveDrill(next));
  });

/** A policy there would keep backups of every target, and forbid to take them away. */
async function policyInTheWay({ owner, drills }: Context): Promise<Ending | undefined> {
  const { projectId } = drills;
  try {
    const { data } = await owner.atlas.call('getBackupCompliancePolicy', { path: { groupId: projectId } });
    if (Object.keys(data).filter((key) => key !== 'links').length === 0) return undefined;
    const detail = `Project ${projectId} has a Backup Compliance Policy: it would keep backups of every drill.`;
    return { verdict: 'INCONCLUSIVE', code: 'DRILL_PROJECT_HAS_POLICY', detail };
  } catch (error) {
    if (!(error instanceof AtlasError) || error instanceof AtlasUnavailable || isOurs(error)) throw error;
    const detail = `The drill project ${projectId} cannot be read: Atlas says ${error.errorCode}.`;
    return { verdict: 'INCONCLUSIVE', code: 'DRILL_PROJECT_NOT_READ', detail };
  }
}
