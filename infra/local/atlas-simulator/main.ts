/** The simulator on its own: `npm run simulator`. Ends with 0 on SIGINT and SIGTERM, 2 for a bad option, else 1. */
import { scaledClock } from '../../../lib/clock.ts';
import { CommandLineInvalid, parseCommandLine, USAGE } from './command-line.ts';
import { DataFileUnreadable } from './persistence.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { resumeTime } from './start-world.ts';

async function main(args: readonly string[]): Promise<number> {
  const options = parseCommandLine(args);
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  // Before anything is said: whoever reads the greeting may end us at once.
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const { dataFile, history, port, speed, strictVersionDates, ownLinks } = options;
  const simulator = await startSimulator({
    clock: scaledClock(speed, resumeTime(dataFile, speed)),
    port,
    strictVersionDates,
    dataEndpoints: true,
    ...(dataFile !== undefined && { dataFile }),
    ...(history !== undefined && { history }),
    // Not given, it stays as the data file has it.
    ...(options.legacySwitchedOff && { legacySwitchedOff: true }),
    ...(ownLinks && { linkBase: 'self' }),
  });
  console.log(greeting(simulator));
  await ended;
  await simulator.close();
  return 0;
}

function greeting({ url, fleet }: Simulator): string {
  const { serviceAccount, apiKey } = fleet.credentials;
  const [project] = fleet.projects;
  const [source] = fleet.deployments;
  const jobs = `${url}/api/atlas/v2/groups/${project?.id}/clusters/${source?.name}/backup/restoreJobs`;
  return `Simulated Atlas on ${url}

  service account  ${serviceAccount?.clientId}  ${serviceAccount?.clientSecret}
  API key          ${apiKey?.publicKey}  ${apiKey?.privateKey}
  what it holds    curl ${url}/simulator/state

  curl --digest --user '${apiKey?.publicKey}:${apiKey?.privateKey}' \\
    --header 'Accept: application/vnd.atlas.2023-01-01+json' \\
    '${jobs}?pretty=true'
`;
}

/** A sentence for what a user can mend; everything else keeps its stack. */
function report(error: unknown): number {
  if (error instanceof CommandLineInvalid) {
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') {
    console.error(`Port ${port} is in use: end what listens there, or give another one with --port.`);
  } else if (code === 'EACCES' && port !== undefined) {
    console.error(`Port ${port} may not be used by this user: give another one with --port.`);
  } else {
    console.error(error instanceof DataFileUnreadable ? error.message : error);
  }
  return 1;
}

process.exitCode = await main(process.argv.slice(2)).catch(report);
