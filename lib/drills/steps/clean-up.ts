/**
 * Last but one: takes away what the drill made, each thing only as the drill's own, and proves it by looking. May be
 * run by the workflow and by the sweeper at once.
 */
import type { AtlasClient } from '../../atlas/client.ts';
import { AtlasError } from '../../atlas/errors.ts';
import { appendEvidence } from '../../evidence/append.ts';
import { positionOf } from '../../evidence/record.ts';
import { redacted } from '../../evidence/redact.ts';
import type { DrillContext, EvidencePart, OwnerPart } from '../context.ts';
import { withActual } from '../costs/estimate.ts';
import { setAsideMore, settle } from '../costs/reserve.ts';
import { cleanupBody } from '../evidence/body.ts';
import type { DrillCleanup, DrillRecord, DrillTarget } from '../record.ts';
import { hasReached } from '../record.ts';
import { countCleanup } from '../suspend-plan.ts';
import { leavePlace, othersRun } from '../take-place.ts';
import { removeEntries, removeReadingUser } from '../target/access.ts';
import { DrillTargetForeign, deleteForbidden, type GuardCode, guardSentence } from '../target/own-target.ts';
import { type ReadTarget, readTarget } from '../target/read-target.ts';
import { withEvidence } from './evidence.ts';
import { adopt } from './prepare.ts';
import { changeDrill, type DrillStep, onwards, step } from './step.ts';

export type CleanUpContext = DrillContext & OwnerPart & EvidencePart;

/** Recorded: a Flex cluster is gone after 45 s, a dedicated one after two minutes. */
const GONE_AGAIN_SECONDS = 15;
/** Atlas deletes nothing that a restore is writing. */
const BUSY_AGAIN_SECONDS = 60;
/** What is not gone after this long takes its time. */
const IMPATIENT_MS = 15 * 60_000;
const LATE_AGAIN_SECONDS = 300;
/** After a create whose answer was lost: longer than a POST may take, and than Atlas takes to show it. */
const QUIET_MS = 180_000;

/** @param evidenceFailed it could not be written: a paid cluster does not wait for that, the sweeper writes it later */
export async function cleanUp(
  context: CleanUpContext,
  id: string,
  evidenceFailed = false,
): Promise<DrillStep> {
  const read = await context.drillLedger.getDrill(id);
  if (read === undefined) return step(id, 'REPORT');
  const record = evidenceFailed && read.phase === 'EVIDENCE' ? await passOver(context, read) : read;
  if (record.phase !== 'CLEANUP') return onwards(record);
  await removeUser(context, record);
  if (isKept(context, record)) {
    await leave(context, record);
    return step(id, 'REPORT');
  }
  if (record.cleanup === undefined) await setAsideMore(context, record);
  const outcome = record.cleanup ?? (await targetGone(context, record));
  if (typeof outcome === 'number') return step(id, 'CLEANUP', patiently(context, record, outcome));
  const cleaned = record.cleanup === undefined ? await noteCleaned(context, record, outcome) : record;
  await settle(context, cleaned);
  await leave(context, cleaned);
  const counted = await countCleanup(context, cleaned);
  return onwards(await finish(context, await withEvidence(context, counted)));
}

/** An execution's history must not fill. */
function patiently({ clock }: DrillContext, { cleanupSince }: DrillRecord, seconds: number): number {
  const sinceMs = cleanupSince === undefined ? 0 : clock.now().getTime() - Date.parse(cleanupSince);
  return sinceMs < IMPATIENT_MS ? seconds : LATE_AGAIN_SECONDS;
}

const passOver = (context: DrillContext, record: DrillRecord): Promise<DrillRecord> =>
  changeDrill(context, record, (current) =>
    hasReached(current, 'CLEANUP')
      ? undefined
      : { ...current, cleanupSince: context.clock.now().toISOString(), phase: 'CLEANUP' },
  );

export const isKept = (
  { clock }: Pick<DrillContext, 'clock'>,
  { keptUntil }: Pick<DrillRecord, 'keptUntil'>,
): boolean => keptUntil !== undefined && clock.now() < new Date(keptUntil);

async function removeUser({ owner, drills }: CleanUpContext, { access }: DrillRecord): Promise<void> {
  if (access === undefined) return;
  await removeReadingUser(owner.atlas, drills.projectId, access.username);
}

/**
 * Gives its place back, and after that looks who else has one: of drills that end together the last one finds nobody, and
 * takes away the entries of the access list that they shared.
 */
async function leave(context: CleanUpContext, record: DrillRecord): Promise<void> {
  await leavePlace(context, record);
  const { entries = [] } = record.access ?? {};
  if (entries.length === 0 || (await othersRun(context, record))) return;
  await removeEntries(context.owner.atlas, context.drills.projectId, entries);
}

/** Seconds to wait where it is not gone yet. */
async function targetGone(context: CleanUpContext, record: DrillRecord): Promise<DrillCleanup | number> {
  const { target } = record;
  if (target === undefined) return { target: 'NONE' };
  if (target.kind === 'standing') return { target: 'STANDING' };
  const fresh = await readTarget(context.owner.atlas, target);
  if (fresh === undefined) return notThere(context, target);
  const known = target.atlasId === undefined ? adoptOrRefuse(record, target, fresh) : target;
  if (typeof known === 'string') return notOurs(context, record, known);
  const forbidden = deleteForbidden({ ...record, target: known }, fresh, context.drills);
  if (forbidden !== undefined) return notOurs(context, record, forbidden);
  if (known !== target) await changeDrill(context, record, (current) => ({ ...current, target: known }));
  if (fresh.state === 'DELETING') return GONE_AGAIN_SECONDS;
  return deleteTarget(context, known);
}

function notThere(
  { clock }: CleanUpContext,
  { atlasId, attemptedAt, intendedAt }: DrillTarget,
): DrillCleanup | number {
  if (atlasId !== undefined) return { target: 'DELETED' };
  const leftMs = Date.parse(attemptedAt ?? intendedAt) + QUIET_MS - clock.now().getTime();
  return leftMs > 0 ? Math.ceil(leftMs / 1_000) : { target: 'NEVER_MADE' };
}

function adoptOrRefuse(record: DrillRecord, target: DrillTarget, fresh: ReadTarget): DrillTarget | GuardCode {
  try {
    return adopt(record, target, fresh);
  } catch (error) {
    if (error instanceof DrillTargetForeign) return error.code;
    throw error;
  }
}

/** Somebody must look: the alarm goes by this line. */
function notOurs({ log }: CleanUpContext, { id, target }: DrillRecord, code: GuardCode): DrillCleanup {
  const detail = guardSentence(code);
  log.error('drill target is not ours', { drillId: id, target: target?.name, code });
  return { target: 'NOT_OURS', finding: { code, detail } };
}

/** Seconds until it may be gone. */
export async function deleteTarget(
  { owner }: OwnerPart,
  { projectId, name, family }: Pick<DrillTarget, 'projectId' | 'name' | 'family'>,
): Promise<number> {
  try {
    await deleteCall(owner.atlas, projectId, name, family === 'flex');
    return GONE_AGAIN_SECONDS;
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    if (error.status === 404 || error.errorCode === 'CLUSTER_ALREADY_REQUESTED_DELETION')
      return GONE_AGAIN_SECONDS;
    if (error.status === 409 || error.errorCode === 'CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE')
      return BUSY_AGAIN_SECONDS;
    throw error;
  }
}

function deleteCall(atlas: AtlasClient, groupId: string, name: string, isFlex: boolean): Promise<unknown> {
  return isFlex
    ? atlas.call('deleteFlexCluster', { path: { groupId, name } })
    : atlas.call('deleteCluster', {
        path: { groupId, clusterName: name },
        query: { retainBackups: 'false' },
      });
}

function noteCleaned(
  context: CleanUpContext,
  record: DrillRecord,
  cleanup: DrillCleanup,
): Promise<DrillRecord> {
  const cleanedAt = context.clock.now().toISOString();
  return changeDrill(context, record, (current) => {
    if (current.cleanup !== undefined) return undefined;
    const cleaned = { ...current, cleanup, marks: { ...current.marks, cleanedAt } };
    const cost = withActual(cleaned);
    return { ...cleaned, ...(cost && { cost }) };
  });
}

/** The proof is a record of its own, in the same chain. */
async function finish(context: CleanUpContext, record: DrillRecord): Promise<DrillRecord> {
  const { record: proof } = await appendEvidence(context.evidence, {
    key: `${record.id}#cleanup`,
    kind: 'cleanup',
    at: context.clock.now().toISOString(),
    body: redacted(cleanupBody(record)),
  });
  return changeDrill(context, record, (current) => {
    if (current.phase === 'DONE') return undefined;
    const pendingEvents = [...(current.pendingEvents ?? []), 'CLEANUP' as const];
    return { ...current, cleanupEvidence: positionOf(proof), pendingEvents, phase: 'DONE' };
  });
}
