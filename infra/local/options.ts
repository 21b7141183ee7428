/** The command line of `npm start`. */
import { parseArgs } from 'node:util';
import type { AtlasCredential } from '../../lib/atlas/credentials.ts';
import { readAtlasCredential } from '../../lib/env.ts';
import type { AllowedTargets } from '../../lib/restores/target-guard.ts';

export interface StartOptions {
  readonly port: number;
  readonly speed: number;
  readonly data: string;
  readonly once: boolean;
  readonly demo: boolean;
  readonly atlas?: { readonly url: string; readonly credential: AtlasCredential };
  readonly allowedTargets: AllowedTargets;
  /** A file with the drills that are wanted in place of the simulated ones. */
  readonly drillsFile?: string;
}

/** A sentence for who typed it; the process ends with status 2. */
export class UsageError extends Error {
  override name = 'UsageError' as const;
}

export const USAGE = `Usage: npm start -- [options]

  --port N             serve the API on this port, the simulator on the next (default 4100)
  --speed N            divide every wait by N, and run the simulator's clock so fast (default 120; with --atlas 1)
  --data DIR           keep ledger and simulator in this folder (default .atlas-restore/<name of the Atlas>)
  --once               end after the demonstration, with status 0 if all of it succeeded
  --no-demo            only serve
  --atlas URL          use this Atlas in place of the simulator; credentials from MONGODB_ATLAS_CLIENT_ID and
                       MONGODB_ATLAS_CLIENT_SECRET, or MONGODB_ATLAS_PUBLIC_API_KEY and
                       MONGODB_ATLAS_PRIVATE_API_KEY. Nothing is started by itself.
  --allow-target P/N   allow restores onto targets named N in project P, as disposable (repeatable, * allowed)
  --drills FILE        plans, prices, caps and coverage of the simulated Atlas: drills of the configuration, as JSON;
                       what it does not say is as without it
  --help               this text`;

const DEFAULT_PORT = 4100;
/** A recorded dedicated restore takes four minutes: two seconds; a cluster for a drill a quarter of an hour: eight. */
const SIMULATED_SPEED = 120;
/** Beyond it the network on this machine, not the clock, decides what is seen. */
const MOST_SPEED = 1000;

/** Undefined when help is wanted. Throws {@link UsageError}. */
export function parseOptions(args: readonly string[]): StartOptions | undefined {
  const values = read(args);
  if (values.help) return undefined;
  const { once = false, 'no-demo': noDemo = false } = values;
  const atlas = values.atlas === undefined ? undefined : chooseAtlas(values.atlas);
  if (once && (noDemo || atlas))
    throw new UsageError('--once ends after the demonstration; with --no-demo or --atlas there is none.');
  if (values.drills !== undefined && atlas)
    throw new UsageError('--drills is of the simulated Atlas: with --atlas nothing is started by itself.');
  if (values.data === '') throw new UsageError('--data must name a folder.');
  return {
    // One less than the highest port: the simulator needs the next.
    port: wholeNumber('--port', values.port, DEFAULT_PORT, 1, 65_534),
    speed: wholeNumber('--speed', values.speed, atlas ? 1 : SIMULATED_SPEED, 1, MOST_SPEED),
    data: values.data ?? `.atlas-restore/${atlas ? new URL(atlas.url).host.replace(':', '-') : 'simulator'}`,
    once,
    demo: !noDemo && atlas === undefined,
    ...(atlas && { atlas }),
    ...(values.drills !== undefined && { drillsFile: values.drills }),
    allowedTargets: (values['allow-target'] ?? []).map(parseTarget),
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        port: { type: 'string' },
        speed: { type: 'string' },
        data: { type: 'string' },
        once: { type: 'boolean' },
        'no-demo': { type: 'boolean' },
        atlas: { type: 'string' },
        drills: { type: 'string' },
        'allow-target': { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(
  name: string,
  text: string | undefined,
  byDefault: number,
  least: number,
  most: number,
): number {
  if (text === undefined) return byDefault;
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`${name} must be a whole number from ${least} to ${most}.`);
}

function chooseAtlas(url: string): NonNullable<StartOptions['atlas']> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError('--atlas must be a URL, such as https://cloud.mongodb.com.');
  const { username, password, origin, pathname } = new URL(url);
  if (username !== '' || password !== '')
    throw new UsageError('--atlas must not hold credentials: they are taken from the environment.');
  const credential = readAtlasCredential();
  // The same Atlas under one name, whatever slash is at its end.
  if (credential !== undefined) return { url: `${origin}${pathname}`.replace(/\/+$/, ''), credential };
  throw new UsageError(
    '--atlas needs credentials: set MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET, or MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY.',
  );
}

function parseTarget(text: string): AllowedTargets[number] {
  const [, projectId, name] = /^([a-f0-9]{24}|\*)\/(.{1,128})$/.exec(text) ?? [];
  if (projectId !== undefined && name !== undefined) return { projectId, name, disposable: true };
  throw new UsageError(`--allow-target must be PROJECT/NAME, where PROJECT is 24 hex digits or *.`);
}
