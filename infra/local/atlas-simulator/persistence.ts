/** The data file: written before a change is acknowledged, so that a killed simulator has lost nothing it confirmed. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import type { Data } from './model.ts';

/** Only as much as tells a data file of ours from any other file. */
const shape = z.looseObject({
  format: z.literal(1),
  startedAt: z.number(),
  historyLength: z.int(),
  saved: z.looseObject({ at: z.number(), wall: z.number() }),
  legacySwitchedOff: z.boolean(),
  projects: z.array(z.looseObject({ id: z.string() })),
  deployments: z.array(z.looseObject({ id: z.string() })),
  snapshots: z.array(z.looseObject({ id: z.string() })),
  jobs: z.array(z.looseObject({ id: z.string() })),
  // Files of before there were any have none.
  collectionJobs: z._default(z.array(z.looseObject({ id: z.string() })), []),
  databaseUsers: z._default(z.array(z.looseObject({ username: z.string() })), []),
  customRoles: z._default(z.array(z.looseObject({ roleName: z.string() })), []),
  accessList: z._default(z.array(z.looseObject({ cidrBlock: z.string() })), []),
  faults: z.array(z.looseObject({ id: z.string() })),
  tokens: z.array(z.looseObject({ hash: z.string() })),
  counters: z.looseObject({ ids: z.int(), jobs: z.int(), faults: z.int(), requests: z.looseObject({}) }),
});

export class DataFileUnreadable extends Error {
  override name = 'DataFileUnreadable' as const;

  constructor(file: string, options?: ErrorOptions) {
    super(`${file} is not a data file of this simulator. Move it away, or name another one.`, options);
  }
}

/** Undefined where there is no file yet. */
export function loadData(file: string): Data | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return shape.parse(JSON.parse(text)) as unknown as Data;
  } catch (cause) {
    throw new DataFileUnreadable(file, { cause });
  }
}

/** By a rename, so that a reader never finds half a file. */
export function saveData(file: string, data: Data): void {
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.half`;
  writeFileSync(half, JSON.stringify(data));
  renameSync(half, file);
}
