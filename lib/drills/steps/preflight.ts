/** First step: is there a source, may drills run in the drill project, is there a place? Nothing is made yet. */
import { AtlasError, AtlasUnavailable } from '../../atlas/errors.ts';
import { AtlasRequestInvalid } from '../../atlas/request.ts';
import type { DeploymentFacts } from '../../restores/families/family.ts';
import { findDeployment } from '../../restores/families.ts';
import type { DrillContext, OwnerPart, ReaderPart } from '../context.ts';
import type { DrillRecord } from '../record.ts';
import { takePlace } from '../take-place.ts';
import { type DrillStep, type Ending, endEarly, inPhase, onwards, step } from './step.ts';

/** Another drill takes a quarter of an hour at least. */
const PLACE_AGAIN_SECONDS = 60;

type Context = DrillContext & ReaderPart & OwnerPart;

export const preflight = (context: Context, id: string): Promise<DrillStep> =>
  inPhase(context, id, 'PREFLIGHT', async (record) => {
    const source = await sourceOf(context, record);
    if ('code' in source) return endEarly(context, record, source);
    const refused = await policyInTheWay(context);
    if (refused !== undefined) return endEarly(context, record, refused);
    if (!(await takePlace(context, record))) return step(id, 'PREFLIGHT', PLACE_AGAIN_SECONDS);
    const startedAt = context.clock.now().toISOString();
    const marks = { ...record.marks, startedAt };
    const { family } = source;
    const next = { ...record, source: { ...record.source, family }, marks, phase: 'CHOOSE' } as const;
    return onwards(await context.drillLedger.saveDrill(next));
  });

async function sourceOf({ atlas }: Context, { source }: DrillRecord): Promise<DeploymentFacts | Ending> {
  const name = `${source.projectId}/${source.name}`;
  try {
    const facts = await findDeployment(atlas, source, source.family);
    if (facts.family !== 'cluster' && facts.family !== 'flex')
      return notRead(
        'SOURCE_NOT_DRILLED',
        `${name} is a ${facts.family} deployment: dedicated and Flex ones are drilled.`,
      );
    if (!facts.backups) return { verdict: 'FAILED', code: 'NO_BACKUPS', detail: `${name} keeps no backups.` };
    return facts;
  } catch (error) {
    // That one is asked again.
    if (error instanceof AtlasUnavailable) throw error;
    if (error instanceof AtlasError)
      return notRead('SOURCE_NOT_READ', `${name} cannot be read: Atlas says ${error.errorCode}.`);
    if (error instanceof AtlasRequestInvalid)
      return notRead('SOURCE_NOT_FOUND', `The plan names no deployment that there is: ${name}.`);
    throw error;
  }
}

const notRead = (code: string, detail: string): Ending => ({ verdict: 'INCONCLUSIVE', code, detail });

/** A policy there would keep backups of every target, and forbid to take them away. */
async function policyInTheWay({ owner, drills }: Context): Promise<Ending | undefined> {
  const { projectId } = drills;
  try {
    const { data } = await owner.atlas.call('getBackupCompliancePolicy', { path: { groupId: projectId } });
    if (Object.keys(data).filter((key) => key !== 'links').length === 0) return undefined;
    const detail = `Project ${projectId} has a Backup Compliance Policy: it would keep backups of every drill.`;
    return { verdict: 'INCONCLUSIVE', code: 'DRILL_PROJECT_HAS_POLICY', detail };
  } catch (error) {
    if (!(error instanceof AtlasError) || error instanceof AtlasUnavailable) throw error;
    const detail = `The drill project ${projectId} cannot be read: Atlas says ${error.errorCode}.`;
    return { verdict: 'INCONCLUSIVE', code: 'DRILL_PROJECT_NOT_READ', detail };
  }
}
