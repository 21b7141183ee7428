/**
 * Many restores at once in one project, each of its own source onto its own target, through the service's functions and
 * the deployed definition, against the simulated Atlas with its rate limits. What they cost is counted at Atlas.
 */
import { readFileSync } from 'node:fs';
import type { FaultSpec } from '../../infra/local/atlas-simulator/faults/fault.ts';
import { RESTORE_TEST } from '../../infra/local/atlas-simulator/fleet.ts';
import type { LoggedRequest } from '../../infra/local/atlas-simulator/request-log.ts';
import type { Simulator } from '../../infra/local/atlas-simulator/simulator.ts';
import { type Definition, placeholdersOf } from '../../infra/local/engine/definition.ts';
import { WorkflowEngine } from '../../infra/local/engine/workflow-engine.ts';
import { loadFunction } from '../../infra/local/functions.ts';
import { inProcess } from '../../infra/local/in-process-aws.ts';
import { type Service, startService } from '../../infra/local/service.ts';
import { RESTORE_TASKS } from '../../infra/workflows/tasks.ts';
import { allCalls } from '../../lib/atlas/all-operations.ts';
import { AtlasClient } from '../../lib/atlas/client.ts';
import { Workflows } from '../../lib/aws/workflows.ts';
import { silentLog } from '../../lib/log.ts';
import type { RestoreRecord } from '../../lib/restores/record.ts';
import { VirtualTasks } from './virtual-tasks.ts';
import { VirtualTime } from './virtual-time.ts';

export interface FleetResult {
  readonly records: readonly RestoreRecord[];
  /** Calls that drink from the bucket of the project's backups, by what Atlas made of them. */
  readonly backupCalls: { readonly let: number; readonly turnedAway: number };
  /** By the clock of the restores, from the first request to the last end. */
  readonly wallSeconds: number;
  /** Atlas' own time for the job that took longest. */
  readonly slowestSeconds: number;
  /** Atlas' jobs: one a restore, if nothing was doubled. */
  readonly jobs: number;
}

const DEFINITION = new URL('../../infra/workflows/restore.asl.json', import.meta.url);
const ALLOWED = [{ projectId: RESTORE_TEST.id, name: 'twin-*', disposable: true }];

export interface FleetWorld {
  readonly time: VirtualTime;
  readonly service: Service;
  readonly simulator: Simulator;
  readonly engine: WorkflowEngine;
  readonly backupCalls: () => FleetResult['backupCalls'];
  /** What the service signs in with from its next reading of the secret on. */
  useSecret(clientSecret: string): void;
  /** A source with a snapshot and a target of its own, and the request for it. */
  pair(at: number): object;
  /** Until none of those that were begun runs any more. `others`: who sleeps beside the restores. */
  until(isOver: () => boolean, running: () => number, others?: () => number): Promise<void>;
  close(): Promise<void>;
}

export async function startFleetWorld(): Promise<FleetWorld> {
  const time = new VirtualTime();
  const service = await startService({
    port: 0,
    speed: 1,
    allowedTargets: ALLOWED,
    log: silentLog,
    time: { clock: time, simulatorClock: time, waitMs: () => 0 },
  });
  const { simulator } = service;
  const account = simulator?.fleet.credentials.serviceAccount;
  if (simulator === undefined || account === undefined) throw new Error('The fleet needs the simulator.');
  let { clientSecret } = account;
  const atlas = new AtlasClient({
    baseUrl: simulator.url,
    clock: time,
    credential: async () => ({ kind: 'serviceAccount', clientId: account.clientId, clientSecret }),
  });
  const counter = countBackupCalls(() => simulator.requests());
  const tasks = new VirtualTasks(time, counter.look);
  const engine = new WorkflowEngine({
    definition: DEFINITION,
    tasks: await wrapped(tasks, {
      atlas,
      ledger: service.ledger,
      workflows: new Workflows('arn', inProcess({})),
      clock: time,
      log: silentLog,
      allowedTargets: ALLOWED,
      policy: { allowDownload: true },
    }),
    time: { waitMs: () => 0 },
    log: silentLog,
  });
  const projectId = RESTORE_TEST.id;
  return {
    time,
    service,
    simulator,
    engine,
    backupCalls: counter.counted,
    useSecret: (secret) => {
      clientSecret = secret;
    },
    pair(at) {
      simulator.addDeployment({ projectId, name: `origin-${at}`, family: 'cluster' });
      simulator.addDeployment({ projectId, name: `twin-${at}`, family: 'cluster' });
      simulator.addSnapshot(`origin-${at}`);
      return {
        source: { projectId, name: `origin-${at}`, family: 'cluster' },
        snapshot: 'latest',
        target: { projectId, name: `twin-${at}` },
      };
    },
    until: (isOver, running, others = () => 0) =>
      time.run(
        isOver,
        // Between two tasks the engine itself is at work.
        () => tasks.underWay + tasks.inLine < running() || time.sleeping - others() < tasks.underWay,
      ),
    async close() {
      await engine.close();
      await atlas.close();
      await service.close();
    },
  };
}

export async function restoreFleet(size: number, faults: readonly FaultSpec[] = []): Promise<FleetResult> {
  const world = await startFleetWorld();
  const { time, engine, service, simulator } = world;
  try {
    const ids = Array.from({ length: size }, (_, at) => `fleet-${at}`);
    const requests = ids.map((_, at) => world.pair(at));
    for (const fault of faults) simulator.faults.add(fault);
    const startedAt = time.now().getTime();
    let running = size;
    for (const [at, id] of ids.entries()) {
      engine.start(id, requests[at]);
      void engine.endOf(id).then(() => {
        running -= 1;
      });
    }
    await world.until(
      () => running === 0,
      () => running,
    );
    const wallSeconds = (time.now().getTime() - startedAt) / 1_000;
    const records = await Promise.all(
      ids.map(async (id) => (await service.ledger.getRestore(id)) as RestoreRecord),
    );
    const slowestSeconds = Math.max(...records.map(({ durations }) => durations?.runningSeconds ?? 0));
    const jobs = simulator.jobs().length;
    return { records, backupCalls: world.backupCalls(), wallSeconds, slowestSeconds, jobs };
  } finally {
    await world.close();
  }
}

async function wrapped(tasks: VirtualTasks, services: Parameters<typeof loadFunction>[1]) {
  const { States } = JSON.parse(readFileSync(DEFINITION, 'utf8')) as Definition;
  const stateOf = new Map(
    [...placeholdersOf({ States })].map(([state, placeholder]) => [placeholder, state]),
  );
  const loaded = Object.entries(RESTORE_TASKS).map(async ([placeholder, path]) => {
    const rules = States[stateOf.get(placeholder) ?? '']?.Retry ?? [];
    return [placeholder, tasks.wrap(await loadFunction(path, services), rules as never)] as const;
  });
  return Object.fromEntries(await Promise.all(loaded));
}

/** Atlas keeps the last thousand requests only: they are looked at after every task. */
function countBackupCalls(requests: () => readonly LoggedRequest[]) {
  let seen: LoggedRequest | undefined;
  const backupCalls = { let: 0, turnedAway: 0 };
  const look = () => {
    const all = requests();
    const fresh = seen === undefined ? all : all.slice(all.lastIndexOf(seen) + 1);
    seen = all.at(-1) ?? seen;
    for (const { operation, status } of fresh) {
      if (operation === undefined || operation === 'token' || allCalls[operation].resource === 'deployment')
        continue;
      if (status === 429) backupCalls.turnedAway += 1;
      else backupCalls.let += 1;
    }
  };
  return { look, counted: () => backupCalls };
}
