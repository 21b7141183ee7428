/** The world at the start: from the data file where there is one, else the default fleet. */
import type { Clock } from '../../../lib/clock.ts';
import { type Credentials, DEMO_CREDENTIALS } from './credentials.ts';
import { DRILLS, PRODUCTION, RESTORE_TEST, SOURCES, TARGETS } from './fleet.ts';
import { fleetHistory } from './fleet-history.ts';
import { fleetSnapshots } from './fleet-snapshots.ts';
import type { Data } from './model.ts';
import { loadData, saveData } from './persistence.ts';
import { wholeSecond } from './time.ts';
import type { World } from './world.ts';

export interface WorldOptions {
  readonly clock: Clock;
  readonly dataFile?: string;
  readonly history?: number;
  /** Where links in answers point; `self`: to the simulator. @default https://cloud.mongodb.com, as recorded */
  readonly linkBase?: string;
  readonly strictVersionDates?: boolean;
  readonly legacySwitchedOff?: boolean;
  readonly credentials?: {
    readonly serviceAccounts?: Credentials['serviceAccounts'];
    readonly apiKeys?: Credentials['apiKeys'];
    readonly token?: Partial<Credentials['token']>;
  };
}

const ATLAS = 'https://cloud.mongodb.com';
/** Enough for a list to have content. */
const DEFAULT_HISTORY = 3;

export function startWorld(options: WorldOptions): World {
  const { clock, dataFile, credentials } = options;
  const stored = dataFile === undefined ? undefined : loadData(dataFile);
  const data = stored ?? newData(clock.now().getTime(), options.history ?? DEFAULT_HISTORY);
  if (options.legacySwitchedOff !== undefined) data.legacySwitchedOff = options.legacySwitchedOff;
  return {
    clock,
    data,
    history: fleetHistory(data.startedAt, data.historyLength),
    linkBase: options.linkBase ?? ATLAS,
    strictVersionDates: options.strictVersionDates ?? true,
    credentials: {
      serviceAccounts: credentials?.serviceAccounts ?? DEMO_CREDENTIALS.serviceAccounts,
      apiKeys: credentials?.apiKeys ?? DEMO_CREDENTIALS.apiKeys,
      token: { ...DEMO_CREDENTIALS.token, ...credentials?.token },
    },
    save: () => {
      data.saved = { at: clock.now().getTime(), wall: Date.now() };
      if (dataFile !== undefined) saveData(dataFile, data);
    },
  };
}

/**
 * The time at which a clock of that speed must start so that a simulator with this data file goes on as if it had
 * never been stopped: a job that was seen finished must not be running again.
 */
export function resumeTime(dataFile: string | undefined, speed: number): Date {
  const stored = dataFile === undefined ? undefined : loadData(dataFile);
  if (stored === undefined) return new Date();
  const { at, wall } = stored.saved;
  return new Date(at + Math.max(0, Date.now() - wall) * speed);
}

function newData(now: number, historyLength: number): Data {
  const startedAt = wholeSecond(now);
  return {
    format: 1,
    startedAt,
    historyLength,
    saved: { at: now, wall: Date.now() },
    legacySwitchedOff: false,
    projects: [PRODUCTION, RESTORE_TEST, DRILLS],
    deployments: [...SOURCES, ...TARGETS],
    snapshots: fleetSnapshots(startedAt),
    jobs: [],
    collectionJobs: [],
    databaseUsers: [],
    customRoles: [],
    accessList: [],
    faults: [],
    tokens: [],
    counters: { ids: 0, jobs: 0, faults: 0, requests: {} },
  };
}
