/** Answers recorded from the real Atlas. They are kept outside of this project, which may use them as test data only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from './openapi.ts';

export interface Recording {
  readonly scenario: string;
  /** Counts the calls of a scenario that have the same method and path. */
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: the answer had none. */
  readonly body: Json;
  /** The body, letter by letter. */
  readonly text: string;
}

const FILE = join(import.meta.dirname, '../../../shared/wire/atlas-recordings.ndjson');

/** The last member of each line. */
const BODY = ',"body":';

/** Why there are no recordings here: tests that need them are skipped and say so. */
export const recordingsMissing = existsSync(FILE) ? undefined : `${FILE} is not there`;

export const recordings: readonly Recording[] = recordingsMissing
  ? []
  : readFileSync(FILE, 'utf8').trim().split('\n').map(parse);

function parse(line: string): Recording {
  const recording = JSON.parse(line) as Omit<Recording, 'text'>;
  const { body } = recording;
  return { ...recording, text: body === null ? '' : line.slice(line.indexOf(BODY) + BODY.length, -1) };
}
