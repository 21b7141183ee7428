/** `npm start`: the service on one machine, with a demonstration. */
import { join } from 'node:path';
import { allowedHere } from './allowed-targets.ts';
import { DataFileUnreadable } from './atlas-simulator/persistence.ts';
import { openDataFolder } from './data-folder.ts';
import { runDemo } from './demo/demo.ts';
import { createDisplay } from './demo/display.ts';
import { runDrillDemo } from './demo/drills.ts';
import { whatNext } from './demo/what-next.ts';
import { DrillsFileInvalid, readDrillsFile } from './drills/drills-file.ts';
import { fileLog } from './file-log.ts';
import { FolderInUse } from './ledger-server.ts';
import { parseOptions, type StartOptions, USAGE, UsageError } from './options.ts';
import { type Service, startService } from './service.ts';

// dynalite throws outside of any call when its folder cannot be written: a restore without a ledger must not go on.
process.on('uncaughtException', fail);

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else await main(options);
} catch (error) {
  fail(error);
}

async function main(options: StartOptions): Promise<void> {
  const { data, atlas, speed, port, drillsFile } = options;
  const drills = drillsFile === undefined ? undefined : readDrillsFile(drillsFile, allowedHere(options));
  openDataFolder(data, atlas?.url ?? 'simulator');
  const log = fileLog(join(data, 'service.log'));
  const service = await startService({ ...options, log, dataEndpoints: true, ...(drills && { drills }) });
  log.info('serving', { url: service.url, resumed: service.resumed.length });
  const stop = endOnSignal(service);
  console.log(`atlas-restore serves ${service.url}, its ledger and log lie in ${data}`);
  console.log(
    service.simulator
      ? `simulated Atlas: http://localhost:${port + 1}, ${speed} times as fast as time`
      : `Atlas: ${atlas?.url}`,
  );
  if (service.resumed.length > 0)
    console.log(
      `going on with ${service.resumed.length} restore(s) of an earlier run: ${service.resumed.join(', ')}`,
    );
  let succeeded = true;
  if (options.demo) {
    console.log('');
    const display = createDisplay(process.stdout, () => service.clock.now());
    try {
      const { url, drills, clock } = service;
      const { signal } = stop;
      const restored = await runDemo({ url, speed, display, signal });
      const drilled = await runDrillDemo({ url, display, signal, drills, now: () => clock.now() });
      succeeded = restored && drilled;
    } catch (error) {
      // The service goes on: what an earlier run left in flight must be followed to its end.
      if (stop.signal.aborted) return;
      succeeded = false;
      console.error(error instanceof Error ? error.message : String(error));
    }
  }
  if (options.once) {
    process.exitCode = succeeded ? 0 : 1;
    return stop.now();
  }
  if (service.simulator) console.log(`\n${whatNext(service.url, service.clock.now())}`);
  console.log('\nCtrl-C ends it.');
}

/** The first signal ends cleanly, a second one at once. */
function endOnSignal(service: Service) {
  const stopping = new AbortController();
  let ended: Promise<void> | undefined;
  const now = (): Promise<void> => {
    stopping.abort();
    ended ??= service.close();
    return ended;
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (ended !== undefined) process.exit(signal === 'SIGINT' ? 130 : 143);
    void now().then(() => process.exit(0));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { now, signal: stopping.signal };
}

function fail(error: unknown): void {
  if (error instanceof Error && error.name === 'AbortError') return;
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'EADDRINUSE') {
    console.error(`Port ${(error as { port?: number }).port} is taken: choose another with --port.`);
  } else if (
    error instanceof FolderInUse ||
    error instanceof DataFileUnreadable ||
    error instanceof DrillsFileInvalid
  ) {
    console.error(error.message);
  } else if (typeof code === 'string') {
    // The system says no: a full disk, a folder that is a file.
    console.error(error instanceof Error ? error.message : code);
  } else {
    console.error(error);
  }
  process.exit(1);
}
