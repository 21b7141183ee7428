/** Snapshots of the default fleet. Ids are fixed, so that a curl line can name them; times count from the start. */
import { SOURCES } from './fleet.ts';
import type { Deployment, Snapshot } from './model.ts';
import { objectId } from './object-id.ts';
import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

/** Recorded: an M10 snapshot takes 161 s, a Flex one about 106 s. */
export const DEDICATED_TAKES_MS = 161 * SECOND;
const FLEX_TAKES_MS = 106 * SECOND;
const GIGABYTE = 1_000_000_000;

interface Seed {
  /** The last four digits of its id. */
  readonly digits: string;
  readonly agoMs: number;
  readonly overrides?: Partial<Snapshot>;
}

const SIZES: Readonly<Record<string, number>> = {
  Orders: 12 * GIGABYTE,
  Catalog: 18 * GIGABYTE,
  Accounts: 2 * GIGABYTE,
  Events: 6 * GIGABYTE,
  Legacy: 1 * GIGABYTE,
};

/** Recorded of a nearly empty M10. */
const EMPTY_BYTES = 4_186_517_504;

export const sizeOf = ({ name }: Deployment) => SIZES[name] ?? EMPTY_BYTES;

/** How long before the start each source's newest daily snapshot was taken; the next follow day by day. */
const DAILY_AGO_MS: Readonly<Record<string, number>> = {
  Orders: 6 * HOUR,
  Catalog: 6 * HOUR,
  Accounts: 5 * HOUR,
  Events: 4 * HOUR,
  Legacy: 5 * HOUR,
};

const daily = (prefix: string, days: number, source: string): Seed[] =>
  Array.from({ length: days }, (_, index) => ({
    digits: `${prefix}${String(index + 1).padStart(2, '0')}`,
    agoMs: index * DAY + (DAILY_AGO_MS[source] ?? 0),
  }));

/** From newest to oldest. */
const SEEDS: Readonly<Record<string, readonly Seed[]>> = {
  Orders: [
    {
      digits: 'c191',
      agoMs: 20 * MINUTE,
      overrides: {
        takesMs: 12 * HOUR,
        snapshotType: 'onDemand',
        frequencyType: 'ondemand',
        description: 'large',
      },
    },
    { digits: 'c192', agoMs: HOUR, overrides: { snapshotType: 'fallback', description: 'fallback' } },
    { digits: 'c193', agoMs: 3 * HOUR, overrides: { outcome: 'fails' } },
    ...daily('c1', 6, 'Orders'),
    // Taken a week ago and kept a week: it has half an hour left.
    { digits: 'c194', agoMs: 7 * DAY - 30 * MINUTE },
  ],
  Catalog: daily('c2', 3, 'Catalog'),
  Accounts: daily('f1', 8, 'Accounts'),
  Events: daily('e1', 3, 'Events'),
  Legacy: daily('d1', 3, 'Legacy'),
};

export function fleetSnapshots(startedAt: number): Snapshot[] {
  return SOURCES.flatMap((source) =>
    (SEEDS[source.name] ?? []).map((seed) => seeded(source, seed, startedAt)),
  );
}

/**
 * The snapshots that the daily policy has taken since the start. A function of the clock, so that a simulator that
 * runs for weeks of its own time does not run out of snapshots.
 */
export function snapshotsSince(startedAt: number, now: number, source: Deployment): Snapshot[] {
  const ago = DAILY_AGO_MS[source.name];
  const isSource = SOURCES.some(({ id }) => id === source.id);
  if (ago === undefined || !isSource || source.paused || !source.backupEnabled) return [];
  const last = Math.floor((now - startedAt + ago) / DAY);
  // Older ones have expired.
  const first = Math.max(1, last - 8);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const agoMs = ago - (first + index) * DAY;
    const id = objectId(startedAt - agoMs, `schedule/${source.id}`, first + index);
    return {
      ...seeded(source, { digits: '0000', agoMs }, startedAt),
      id,
      members: membersOf(source, id.slice(1)),
    };
  });
}

/** When the daily policy takes its next snapshot. */
export function nextSnapshotAt(startedAt: number, now: number, { name }: Deployment): number {
  const sincePolicy = now - startedAt + (DAILY_AGO_MS[name] ?? 0);
  return now + DAY - (sincePolicy % DAY);
}

function seeded(source: Deployment, { digits, agoMs, overrides }: Seed, startedAt: number): Snapshot {
  const isFlex = source.family === 'flex' || source.family === 'tenant';
  return {
    ...snapshotOfNow(source),
    id: `6b000000000000000000${digits}`,
    snapshotType: 'scheduled',
    frequencyType: 'daily',
    requestedAt: startedAt - agoMs,
    takesMs: isFlex ? FLEX_TAKES_MS : DEDICATED_TAKES_MS,
    outcome: 'completes',
    retentionMs: (isFlex ? 8 : 7) * DAY,
    storageSizeBytes: sizeOf(source),
    members: membersOf(source, `6b0000000000000000a${digits}`),
    ...overrides,
  };
}

/** What a snapshot takes from its source at its moment. */
export function snapshotOfNow(source: Deployment) {
  return {
    projectId: source.projectId,
    deployment: source.name,
    mongoDBVersion: source.mongoDBVersion,
    topology: source.topology,
    shards: source.shards,
    configServerType: source.configServerType,
    encryptionAtRestProvider: source.encryptionAtRestProvider,
  };
}

/** Snapshots of single shards; `stem` leaves room for the number. */
export function membersOf(source: Deployment, stem: string): Snapshot['members'] {
  if (source.topology === 'replicaSet') return [];
  return Array.from({ length: source.shards }, (_, shard) => ({
    id: `${stem}${shard + 1}`,
    replicaSetName: `${source.replicaSetPrefix}-shard-${shard}`,
  }));
}
