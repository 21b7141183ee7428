/**
 * Fourth step: the restore, which is a workflow of its own. What it is to do is written before it begins; how it ended
 * is read from its record, whatever became of its execution.
 */

import { PARENT } from '../../restores/parent.ts';
import { isActive, onOurClock, type RestoreRecord } from '../../restores/record.ts';
import { parseRequest, type RestoreRequest } from '../../restores/request.ts';
import { type RestoreEnd, restoreCompleted } from '../checks/restored.ts';
import type { DrillContext, GuardPart, OwnerPart, RestoresPart } from '../context.ts';
import type { DrillRecord } from '../record.ts';
import { DrillTargetForeign, restoreForbidden } from '../target/own-target.ts';
import { readTarget } from '../target/read-target.ts';
import { restoreIdOf } from '../target/target-name.ts';
import { type DrillStep, type Ending, endEarly, inPhase, onwards, step } from './step.ts';

type Context = DrillContext & OwnerPart & GuardPart & RestoresPart;

/** With `RESTORE`: what the nested execution is started with. */
export interface RestoreStep extends DrillStep {
  /** In the shape of the restore workflow's input. */
  readonly restore?: { readonly name: string; readonly input: object };
}

/** How the nested execution failed, where it did. */
export interface NestedFailure {
  readonly Error: string;
  readonly Cause: string;
}

/** Its execution is away and the restore is not: the restore's own sweeper takes it up. */
const LOOK_AGAIN_SECONDS = 60;

/** First guard: before the restore is asked for. The second one is the restore's own, in the function that posts. */
/** @param execution ARN of the drill's: the restore's record says that it asked */
export const startRestore = (context: Context, id: string, execution?: string): Promise<RestoreStep> =>
  inPhase(context, id, 'RESTORE', async (record): Promise<RestoreStep> => {
    const restoreId = restoreIdOf(id);
    if ((await context.ledger.getRestore(restoreId)) !== undefined) return step(id, 'FOLLOW');
    const forbidden = await targetForbidden(context, record);
    if (forbidden !== undefined) return endEarly(context, record, forbidden);
    const saved = await context.drillLedger.saveDrill({ ...record, restore: { id: restoreId } });
    const request = requestOf(context, saved);
    const input = execution === undefined ? request : { ...request, [PARENT]: execution };
    return { ...step(id, 'RESTORE'), restore: { name: restoreId, input } };
  });

export const followRestore = (
  context: DrillContext & RestoresPart,
  id: string,
  failure?: NestedFailure,
): Promise<DrillStep> =>
  inPhase(context, id, 'RESTORE', async (record) => {
    const { clock, drillLedger } = context;
    const restore = await context.ledger.getRestore(restoreIdOf(id));
    if (restore === undefined)
      return failure ? endEarly(context, record, notStarted(failure)) : step(id, 'RESTORE');
    if (isActive(restore.status)) return step(id, 'FOLLOW', LOOK_AGAIN_SECONDS);
    if (!isOurs(record, restore))
      return endEarly(context, record, {
        verdict: 'INCONCLUSIVE',
        code: 'RESTORE_NOT_OURS',
        detail: `The restore ${restore.id} is another one than this drill asked for.`,
      });
    const check = restoreCompleted(restore);
    const marked = { ...record, ...marksOf(record, restore), checks: [...record.checks, check] };
    if (check.verdict !== 'PASS') return endEarly(context, marked, endOf(restore, check.verdict === 'FAIL'));
    context.log.info('restored', { drillId: id, restoreId: restore.id, at: clock.now().toISOString() });
    return onwards(await drillLedger.saveDrill({ ...marked, phase: 'OPEN' }));
  });

async function targetForbidden(context: Context, record: DrillRecord): Promise<Ending | undefined> {
  const { owner, drills, allowedTargets } = context;
  const { target } = record;
  const fresh = target && (await readTarget(owner.atlas, target));
  if (fresh === undefined)
    return { verdict: 'INCONCLUSIVE', code: 'TARGET_GONE', detail: 'The target does not exist any more.' };
  const code = restoreForbidden(record, fresh, drills, allowedTargets);
  if (code === undefined) return undefined;
  return { verdict: 'INCONCLUSIVE', code, detail: new DrillTargetForeign(code).message };
}

/** A drill's restore may take as long as the drill has left. */
function requestOf(
  { clock }: Context,
  { source, snapshot, target, plan, id, endsBy }: DrillRecord,
): RestoreRequest {
  const minutesLeft = Math.floor((Date.parse(endsBy) - clock.now().getTime()) / 60_000);
  return parseRequest({
    source,
    snapshot: snapshot?.id ?? { pointInTime: snapshot?.createdAt },
    target: { projectId: target?.projectId, name: target?.name },
    safetySnapshot: false,
    timeLimitMinutes: Math.max(1, minutesLeft),
    reason: `Restore drill ${id} of plan ${plan}`,
  });
}

/** Under that name, with that content: nobody else's restore is taken for this drill's. */
function isOurs({ source, snapshot, target }: DrillRecord, restore: RestoreRecord): boolean {
  return (
    restore.source.projectId === source.projectId &&
    restore.source.name === source.name &&
    (snapshot?.id === undefined || restore.snapshot?.id === snapshot.id) &&
    restore.target?.projectId === target?.projectId &&
    restore.target?.name === target?.name
  );
}

function marksOf(record: DrillRecord, restore: RestoreRecord): Pick<DrillRecord, 'marks' | 'restore'> {
  const { id, status, atlasJobId, startedAt, finishedAt, timeline } = restore;
  const jobFinishedAt = finishedAt === undefined ? undefined : onOurClock(restore, finishedAt);
  const noticedAt = timeline.at(-1)?.at;
  const lateMs =
    jobFinishedAt === undefined || noticedAt === undefined
      ? undefined
      : Date.parse(noticedAt) - Date.parse(jobFinishedAt);
  return {
    marks: {
      ...record.marks,
      ...(startedAt !== undefined && { jobAcceptedAt: onOurClock(restore, startedAt) }),
      ...(jobFinishedAt !== undefined && { jobFinishedAt }),
    },
    restore: {
      id,
      status,
      ...(atlasJobId !== undefined && { atlasJobId }),
      ...(lateMs !== undefined && { pollSeconds: Math.max(0, Math.round(lateMs / 1_000)) }),
    },
  };
}

function endOf({ status, reason }: RestoreEnd, isFailed: boolean): Ending {
  const detail = `The restore ended ${status}${reason ? `: ${reason.code}: ${reason.detail}` : '.'}`;
  return { verdict: isFailed ? 'FAILED' : 'INCONCLUSIVE', code: `RESTORE_${status}`, detail };
}

/** Step Functions puts the nested execution, with its own cause, into the cause as JSON. */
function notStarted({ Error: name, Cause }: NestedFailure): Ending {
  const inner = reasonIn(Cause);
  const detail = `The restore did not begin (${name}${inner ? `: ${inner}` : ''}). Nothing was restored.`;
  return { verdict: 'INCONCLUSIVE', code: 'RESTORE_NOT_STARTED', detail };
}

function reasonIn(text: string): string | undefined {
  try {
    const said = JSON.parse(text) as { Cause?: unknown; reason?: { code?: unknown; detail?: unknown } };
    if (typeof said.Cause === 'string') return reasonIn(said.Cause);
    return typeof said.reason?.code === 'string'
      ? `${said.reason.code}: ${String(said.reason.detail)}`
      : undefined;
  } catch {
    return undefined;
  }
}
