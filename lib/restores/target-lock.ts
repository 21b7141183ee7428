/**
 * Who has a target (for a download: a source and snapshot) for itself: one restore at a time, whoever asks. Who comes
 * while it is taken is turned away, or stands in line; the first of the line has the target, so nobody overtakes. A
 * place outlives its lease: what ends it is that its restore has ended and Atlas' job with it.
 */
import { AtlasError } from '../atlas/errors.ts';
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import type { Line, LinePlace } from '../aws/ledger-line.ts';
import type { RestoreContext } from './context.ts';
import { isActive, type RestoreRecord } from './record.ts';
import { settleJob } from './settle-job.ts';

/** Longer than the slowest step that takes it: accepting a restore ends within API Gateway's 30 s. */
const LEASE_MS = 5 * 60_000;

export function lockKey(record: Pick<RestoreRecord, 'source' | 'target' | 'snapshot'>): string {
  const { source, target, snapshot } = record;
  return target
    ? `${target.family}#${target.projectId}#${target.name}`
    : `download#${source.family}#${source.projectId}#${source.name}#${snapshot?.id}`;
}

export interface Standing {
  /** The restore that has the target now. */
  readonly behind: string;
  /** 1: next. */
  readonly place: number;
}

export type Reserved = Pick<RestoreRecord, 'id' | 'source' | 'target' | 'snapshot'>;

/**
 * How many may wait. A restore takes a minute at least, so the last of a hundred waits for hours: beyond, something is
 * wrong with the callers, and the item must stay small, as every look reads it.
 */
export const LONGEST_LINE = 100;
/** Whoever is beaten to a write was beaten by somebody who has a place now, or has left: a line's length of them. */
const TRIES = LONGEST_LINE;

/** Takes or renews the target. Returns the id of the restore in the way, or undefined when it is ours. */
export async function takeTargetLock(context: RestoreContext, record: Reserved): Promise<string | undefined> {
  const { stands } = await enterLine(context, record, false);
  return stands?.behind;
}

/** Stands in line, at the end unless there already. `full`: it has no place. Nothing: the target is ours. */
export function standInLine(
  context: RestoreContext,
  record: Reserved,
): Promise<{ readonly stands?: Standing; readonly full?: true }> {
  return enterLine(context, record, true);
}

async function enterLine(
  context: RestoreContext,
  record: Reserved,
  waits: boolean,
): Promise<{ readonly stands?: Standing; readonly full?: true }> {
  const { ledger } = context;
  const key = lockKey(record);
  const own: LinePlace = { id: record.id, leaseUntil: leaseEnd(context) };
  if (await ledger.renewFirst(key, own)) return {};
  for (let tries = 1; ; tries += 1) {
    const line = await ledger.line(key);
    const places = await withoutSpent(context, line, { own: record.id, waits });
    const at = places.findIndex(({ id }) => id === record.id);
    const stands = standing(places, at);
    if (stands !== undefined) {
      if (at === -1 && !waits) return { stands };
      if (at === -1 && places.length > LONGEST_LINE) return { stands, full: true };
      // Nothing to write: it stands there already, and nobody before it has gone without leaving.
      if (at !== -1 && places.length === line.places.length) return { stands };
    }
    if (await ledger.saveLine(key, line, withOwn(places, at, own))) return stands ? { stands } : {};
    if (tries === TRIES) throw new LedgerConflict(record.id);
  }
}

function standing(places: readonly LinePlace[], at: number): Standing | undefined {
  const [first] = places;
  if (first === undefined || at === 0) return undefined;
  return { behind: first.id, place: at === -1 ? places.length : at };
}

function withOwn(places: readonly LinePlace[], at: number, own: LinePlace): readonly LinePlace[] {
  return at === -1 ? [...places, own] : places.map((place, index) => (index === at ? own : place));
}

/** Id of the restore that has the target now; takes nothing. */
export async function lockHolder(
  context: RestoreContext,
  record: Pick<RestoreRecord, 'source' | 'target' | 'snapshot'>,
): Promise<string | undefined> {
  const [first] = await withoutSpent(context, await context.ledger.line(lockKey(record)));
  return first?.id;
}

/** Leaves the line, wherever it stands. */
export async function releaseTargetLock(
  { ledger }: Pick<RestoreContext, 'ledger'>,
  record: RestoreRecord,
): Promise<void> {
  const key = lockKey(record);
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const line = await ledger.line(key);
    const others = line.places.filter(({ id }) => id !== record.id);
    if (others.length === line.places.length) return;
    if (await ledger.saveLine(key, line, others)) return;
  }
  throw new LedgerConflict(record.id);
}

/** Whoever stands first and means nothing any more is passed over; whether those behind it do is asked at their turn. */
async function withoutSpent(
  context: RestoreContext,
  { places }: Line,
  who: { readonly own?: string; readonly waits?: boolean } = {},
): Promise<readonly LinePlace[]> {
  const [first, ...rest] = places;
  if (first === undefined || first.id === who.own) return places;
  try {
    if (!(await isSpent(context, first))) return places;
  } catch (error) {
    // Atlas does not tell: who waits goes on waiting, and who does not is told that.
    if (who.waits && error instanceof AtlasError) return places;
    throw error;
  }
  return withoutSpent(context, { places: rest }, who);
}

/** Its restore has ended, and nothing in Atlas goes on in its name. */
async function isSpent(context: RestoreContext, place: LinePlace): Promise<boolean> {
  const record = await context.ledger.getRestore(place.id);
  // Taken for a restore that was never written down: whoever did it has had the lease to write it.
  if (record === undefined) return Date.parse(place.leaseUntil) < context.clock.now().getTime();
  if (isActive(record.status)) return false;
  return record.jobMayRun !== true || (await settleJob(context, record));
}

function leaseEnd({ clock }: RestoreContext): string {
  return new Date(clock.now().getTime() + LEASE_MS).toISOString();
}
