/** The options of `npm run simulator`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export interface CommandLine {
  readonly port: number;
  readonly speed: number;
  readonly dataFile?: string;
  readonly history?: number;
  readonly legacySwitchedOff: boolean;
  readonly strictVersionDates: boolean;
  readonly ownLinks: boolean;
  readonly help: boolean;
}

/** What is wrong with the command line, in a sentence for whoever typed it. */
export class CommandLineInvalid extends Error {
  override name = 'CommandLineInvalid' as const;
}

export const USAGE = `npm run simulator -- [options]

  --port N            port on 127.0.0.1 (default 4101; 0: any free one)
  --speed N           how many times as fast as real time the simulated clock runs (default 1)
  --data DIR          keep jobs, faults and edits in DIR, and go on from there at the next start
  --history N         finished restore jobs of each source from before the start (default 3)
  --legacy-off        serverless and M2/M5 are switched off, as in Atlas since January 2026
  --any-version-date  accept version dates that Atlas never published
  --own-links         links in answers point at the simulator in place of cloud.mongodb.com
  --help`;

const DEFAULT_PORT = 4101;
const MOST_SPEED = 100_000;
/** Atlas is recorded with 2,160; some room above. */
const MOST_HISTORY = 10_000;

export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values } = read(args);
  const history = values.history === undefined ? undefined : whole('--history', values.history, MOST_HISTORY);
  return {
    port: values.port === undefined ? DEFAULT_PORT : whole('--port', values.port, 65_535),
    speed: values.speed === undefined ? 1 : positive('--speed', values.speed),
    ...(values.data !== undefined && {
      dataFile: join(filled('--data', values.data), 'atlas-simulator.json'),
    }),
    ...(history !== undefined && { history }),
    legacySwitchedOff: values['legacy-off'] ?? false,
    strictVersionDates: !(values['any-version-date'] ?? false),
    ownLinks: values['own-links'] ?? false,
    help: values.help ?? false,
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        speed: { type: 'string' },
        data: { type: 'string' },
        history: { type: 'string' },
        'legacy-off': { type: 'boolean' },
        'any-version-date': { type: 'boolean' },
        'own-links': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new CommandLineInvalid((cause as Error).message, { cause });
  }
}

function whole(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new CommandLineInvalid(`${option} needs a whole number from 0 to ${most}, not "${text}".`);
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= MOST_SPEED) return value;
  throw new CommandLineInvalid(`${option} needs a number above 0 and up to ${MOST_SPEED}, not "${text}".`);
}

function filled(option: string, text: string): string {
  if (text.trim() === '') throw new CommandLineInvalid(`${option} needs the name of a directory.`);
  return text;
}
