/**
 * Snapshots the target before it is wiped. It may run again at any time, and twice at once: our snapshot is recognised
 * by its description, and one too many costs a few cents and harms nobody. What cannot be had within 30 minutes ends
 * the restore, and nothing was overwritten.
 */
import { AtlasError, AtlasOutcomeUnknown, AtlasUnavailable } from '../../atlas/errors.ts';
import { changeRecord } from '../change-record.ts';
import { onDemandRetentionDays } from '../compliance-policy.ts';
import type { RestoreContext } from '../context.ts';
import type { DeploymentFacts, Place, Snapshot } from '../families/family.ts';
import { families } from '../families.ts';
import { reserveTarget } from '../new-record.ts';
import { isActive, type RestoreRecord, timeLimitAt } from '../record.ts';
import { RestoreRefused } from '../refusal.ts';
import {
  describe,
  isOwnSnapshot,
  isSafe,
  PATIENCE_MS,
  RETENTION_DAYS,
  type SafetySnapshot,
  WAY_ON,
} from '../safety-snapshot.ts';
import { checkTargetAgain } from '../target-check.ts';
import { CANCELLED, check, create, end, NOT_STARTED, refused, type Step, snapshot } from './step.ts';

export async function safetyStep(context: RestoreContext, id: string): Promise<Step> {
  const found = await context.ledger.getRestore(id);
  if (found === undefined || !isActive(found.status)) return end(id);
  if (found.atlasJobId !== undefined) return check(id);
  if (found.attempt !== undefined || isSafe(found)) return create(id);
  if (found.cancelRequestedAt !== undefined) return end(id, CANCELLED);
  if (context.clock.now() >= timeLimitAt(found)) return end(id, NOT_STARTED);
  const record = await noteAsked(context, found);
  let target: DeploymentFacts | undefined;
  try {
    target = await checkTargetAgain(context, record);
    await reserveTarget(context, record);
  } catch (error) {
    if (error instanceof RestoreRefused) return refused(id, error.refusals[0].code, error.message);
    // Atlas does not tell: it is asked again, within the same patience.
    if (error instanceof AtlasError) return waitOrFail(context, record, error);
    throw error;
  }
  return target === undefined ? create(id) : take(context, record, target);
}

async function take(context: RestoreContext, record: RestoreRecord, target: DeploymentFacts): Promise<Step> {
  try {
    const found = (await look(context, record, target)) ?? (await ask(context, record));
    if (found.completed) {
      await note(context, record, {
        ...seen(found),
        takenAt: context.clock.now().toISOString(),
      });
      context.log.info('safety snapshot taken', { restoreId: record.id, snapshotId: found.id });
      return create(record.id);
    }
    if (found.failed) {
      await note(context, record, { id: found.id, failed: true });
      return failed(record, `Atlas failed snapshot ${found.id} of ${record.target?.name}.`);
    }
    await note(context, record, seen(found));
    return isLate(context, record)
      ? failed(record, `Snapshot ${found.id} of ${record.target?.name} was not there after ${PATIENCE}.`)
      : snapshot(record.id, pauseSeconds(context, record));
  } catch (error) {
    if (error instanceof AtlasError) return waitOrFail(context, record, error);
    throw error;
  }
}

const PATIENCE = `${PATIENCE_MS / 60_000} minutes`;

const placeOf = ({ target }: RestoreRecord): Place => {
  if (target === undefined) throw new TypeError('What has no target has no safety snapshot.');
  return target;
};

async function look(
  { atlas }: RestoreContext,
  record: RestoreRecord,
  { sharded }: DeploymentFacts,
): Promise<Snapshot | undefined> {
  const place = placeOf(record);
  const { cluster } = families;
  const known = record.safetySnapshot?.id;
  if (known !== undefined) return cluster.snapshot(atlas, place, known, sharded);
  for await (const each of cluster.snapshots(atlas, place, sharded))
    if (isOwnSnapshot(record, each) && !each.failed) return each;
  return undefined;
}

/** Seven days, or what a compliance policy wants at least: it is read where it turns out to be in the way. */
async function ask(context: RestoreContext, record: RestoreRecord): Promise<Snapshot> {
  const place = placeOf(record);
  try {
    return await post(context, record, RETENTION_DAYS);
  } catch (error) {
    if (!(error instanceof AtlasError) || error.errorCode !== RETENTION_TOO_SHORT) throw error;
  }
  const days = await onDemandRetentionDays(context.atlas, place.projectId).catch((error: unknown) => {
    if (!(error instanceof AtlasError) || error instanceof AtlasUnavailable) throw error;
    throw new AtlasError({
      status: 400,
      errorCode: RETENTION_TOO_SHORT,
      detail: `${RETENTION_DAYS} days are too short for the project's compliance policy, which cannot be read: ${error.errorCode}.`,
      parameters: [],
    });
  });
  context.log.info('safety snapshot kept as the compliance policy wants', {
    restoreId: record.id,
    days,
  });
  return post(context, record, Math.max(RETENTION_DAYS, days ?? RETENTION_DAYS));
}

const RETENTION_TOO_SHORT = 'SNAPSHOT_RETENTION_LESS_THAN_BACKUP_COMPLIANCE_POLICY';

async function post(
  { atlas, clock }: RestoreContext,
  record: RestoreRecord,
  days: number,
): Promise<Snapshot> {
  const { takeSnapshot } = families.cluster;
  if (takeSnapshot === undefined) throw new TypeError('Snapshots of dedicated clusters are taken on demand.');
  return takeSnapshot(atlas, placeOf(record), {
    description: describe(record, days, clock.now()),
    retentionDays: days,
  });
}

/** Another's snapshot is being taken; and ours is not known yet to every server of Atlas. */
const PASSING: ReadonlySet<string> = new Set(['UNFINISHED_ON_DEMAND_SNAPSHOT', 'SNAPSHOT_NOT_FOUND']);

/** A lost answer is looked for in the list at the next look; another's snapshot, a throttle, an upgrade pass. */
function waitOrFail(context: RestoreContext, record: RestoreRecord, error: AtlasError): Step {
  const { status, errorCode, detail } = error;
  const passes =
    error instanceof AtlasUnavailable ||
    error instanceof AtlasOutcomeUnknown ||
    // The credential is refused: it may be rotating at this moment.
    status === 401 ||
    PASSING.has(errorCode);
  if (passes && !isLate(context, record)) {
    const waitSeconds = Math.max(pauseSeconds(context, record), Math.min(error.retryAfterSeconds ?? 0, 300));
    context.log.warn('safety snapshot not there yet', {
      restoreId: record.id,
      status,
      errorCode,
      waitSeconds,
    });
    return snapshot(record.id, waitSeconds);
  }
  const since = passes ? ` for ${PATIENCE}` : '';
  return failed(record, `Atlas answered ${status} ${errorCode}${since}: ${detail}`);
}

function failed({ id, target }: RestoreRecord, why: string): Step {
  const detail = `${target?.projectId}/${target?.name} could not be snapshotted first: ${why} Nothing was overwritten. ${WAY_ON}`;
  return refused(id, 'SAFETY_SNAPSHOT_FAILED', detail);
}

const askedMs = ({ safetySnapshot, createdAt }: RestoreRecord): number =>
  Date.parse(safetySnapshot?.askedAt ?? createdAt);

const isLate = ({ clock }: RestoreContext, record: RestoreRecord): boolean =>
  clock.now().getTime() - askedMs(record) >= PATIENCE_MS;

/** The recorded one took 161 s: looked at every 15 s at first, and late by a tenth of its time later. */
const FIRST_PAUSE_SECONDS = 15;
const LONGEST_PAUSE_SECONDS = 60;

function pauseSeconds({ clock }: RestoreContext, record: RestoreRecord): number {
  const sinceSeconds = (clock.now().getTime() - askedMs(record)) / 1_000;
  return Math.min(LONGEST_PAUSE_SECONDS, Math.max(FIRST_PAUSE_SECONDS, Math.ceil(sinceSeconds / 10)));
}

const seen = ({ id, createdAt, expiresAt }: Snapshot): SafetySnapshot => ({
  id,
  ...(createdAt !== undefined && { createdAt }),
  ...(expiresAt !== undefined && { expiresAt }),
});

const noteAsked = (context: RestoreContext, record: RestoreRecord): Promise<RestoreRecord> =>
  record.safetySnapshot?.askedAt === undefined
    ? note(context, record, { askedAt: context.clock.now().toISOString() })
    : Promise.resolve(record);

/** A cancellation may be written meanwhile, and a twin of this step may have been quicker. */
function note(context: RestoreContext, record: RestoreRecord, news: SafetySnapshot): Promise<RestoreRecord> {
  return changeRecord(context.ledger, record, (current) => {
    const before = current.safetySnapshot ?? {};
    const after = { ...before, ...news };
    const isNews = (Object.keys(news) as (keyof SafetySnapshot)[]).some((key) => before[key] !== after[key]);
    return isNews && before.takenAt === undefined && isActive(current.status)
      ? { ...current, safetySnapshot: after }
      : undefined;
  });
}
