/** The whole service in one process: ledger, workflow engine, functions behind HTTP, and Atlas or its simulator. */
import { join } from 'node:path';
import type { AtlasCredential } from '../../lib/atlas/credentials.ts';
import type { Ledger } from '../../lib/aws/ledger.ts';
import { type Clock, wallClock } from '../../lib/clock.ts';
import type { DrillsConfigInput } from '../../lib/drills/plans/plan.ts';
import type { LambdaHandler } from '../../lib/lambda.ts';
import { aboutSubject, type Log } from '../../lib/log.ts';
import type { AllowedTargets } from '../../lib/restores/target-guard.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';
import { connect, type Services } from '../../lib/services/services.ts';
import { workflows } from '../../lib/services/workflows.ts';
import { API_ROUTES } from '../api-routes.ts';
import { atlasRoutes } from '../atlas-routes.ts';
import { EVENT_FUNCTIONS } from '../event-functions.ts';
import { RESTORE_TASKS } from '../workflows/tasks.ts';
import { allowedHere } from './allowed-targets.ts';
import { type Simulator, startSimulator } from './atlas-simulator/simulator.ts';
import { type LocalDrills, startDrillsHere } from './drills/drills.ts';
import { NO_DRILLS, SIMULATED_DRILLS } from './drills/simulated-drills.ts';
import { stepFunctions } from './engine/step-functions.ts';
import {
  type ExecutionEnd,
  type ExecutionEvent,
  type FailedExecution,
  RESTORE_MACHINE_ARN,
  WorkflowEngine,
} from './engine/workflow-engine.ts';
import { type BusEvent, LocalEventBus } from './event-bus.ts';
import { loadFunction, type SharedNeed } from './functions.ts';
import { startHttpHost } from './http/http-host.ts';
import { TokenDesk } from './http/token-desk.ts';
import { inProcess } from './in-process-aws.ts';
import { type LedgerServer, startLedgerServer } from './ledger-server.ts';
import { resumeRestores } from './resume.ts';
import { every } from './schedules.ts';
import { secretText } from './secret-text.ts';
import { passingTime, type ServiceTime } from './service-time.ts';

export interface ServiceOptions {
  /** 0: any free port, for the simulator too. */
  readonly port: number;
  /** Every wait of a workflow is divided by it; with the simulator it drives the clock as well. */
  readonly speed: number;
  /** Folder for ledger, clock and simulator. Absent: everything is in memory. */
  readonly data?: string;
  /** An Atlas to use in place of the simulator. */
  readonly atlas?: { readonly url: string; readonly credential: AtlasCredential };
  /** Added to the simulator's fleet; nothing else of another Atlas is allowed. */
  readonly allowedTargets: AllowedTargets;
  readonly log: Log;
  /** @default true */
  readonly allowDownload?: boolean;
  /** Deployments of the simulator can be read by MongoDB's drivers. @default false */
  readonly dataEndpoints?: boolean;
  /** In place of the simulator's demo account. */
  readonly credential?: AtlasCredential;
  /** Plans and where their targets are made. @default with the simulator its own; of another Atlas none */
  readonly drills?: DrillsConfigInput;
  readonly onEvent?: (event: ExecutionEvent) => void;
  /** What is put on the bus; what it throws is a bus that fails. */
  readonly onRestoreEvent?: (event: BusEvent) => void;
  /** @default `speed` times as fast as real, and never going back */
  readonly time?: ServiceTime;
}

export interface Service {
  readonly url: string;
  readonly simulator?: Simulator;
  readonly ledger: Ledger;
  /** Where the ledger's table is, for who wants to look at it as it lies. */
  readonly ledgerServer: LedgerServer;
  readonly clock: Clock;
  /** Ids of the restores that an earlier process left in flight and this one goes on with. */
  readonly resumed: readonly string[];
  /** Starts an execution as another workflow would, under a name of its own. */
  execute(name: string, input: unknown): void;
  /** Stops an execution as an operator would. */
  stop(name: string): void;
  /** What the event bus' rule would bring. */
  executionEnded(end: ExecutionFailure): Promise<void>;
  /** What its rule does every five minutes. */
  sweep(): Promise<unknown>;
  /** How a restore's execution ended; waits for it. */
  endOf(id: string): Promise<ExecutionEnd | undefined>;
  readonly drills: LocalDrills;
  close(): Promise<void>;
}

export async function startService(options: ServiceOptions): Promise<Service> {
  const { data, port } = options;
  const log = aboutSubject(options.log);
  const closers: (() => unknown)[] = [];
  try {
    // First: it finds out whether the folder is another process's.
    const ledgerServer = await startLedgerServer(data && join(data, 'ledger'));
    closers.push(ledgerServer.close);
    const time = options.time ?? passingTime(options);
    const { clock } = time;
    closers.push(() => time.close?.());
    const simulator = options.atlas
      ? undefined
      : await startSimulator({
          clock: time.simulatorClock,
          port: port === 0 ? 0 : port + 1,
          dataEndpoints: options.dataEndpoints ?? false,
          ...(data !== undefined && { dataFile: join(data, 'simulator.json') }),
          ...credentialsOf(options.credential),
        });
    if (simulator) closers.push(() => simulator.close());
    const credential = options.atlas?.credential ?? options.credential ?? simulatorAccount(simulator);

    const engines = new Map<string, WorkflowEngine>();
    const drillsConfig = options.drills ?? (simulator ? SIMULATED_DRILLS : NO_DRILLS);
    const atlasUrl = options.atlas?.url ?? simulator?.url ?? '';
    const bus = new LocalEventBus(options.onRestoreEvent);
    const secretsConnection = inProcess({ GetSecretValue: () => ({ SecretString: secretText(credential) }) });
    const workflowConnection = stepFunctions(engines);
    const services = connect(
      { announcing, atlas, workflows, guard, policy },
      {
        LEDGER_TABLE: ledgerServer.table,
        EVENT_BUS_NAME: 'default',
        ATLAS_BASE_URL: atlasUrl,
        ATLAS_SECRET_ID: 'atlas',
        RESTORE_STATE_MACHINE_ARN: RESTORE_MACHINE_ARN,
        ALLOWED_TARGETS: JSON.stringify(allowedHere(options)),
        DRILL_PROJECT_ID: drillsConfig.projectId,
        ALLOW_DOWNLOAD: String(options.allowDownload ?? true),
        // There is a folder for it always.
        RESTORE_EVIDENCE: 'true',
        VERIFY_RESTORES: drillsConfig.verifyRestores ? 'true' : 'false',
      },
      {
        clock,
        log,
        aws: {
          ledger: ledgerServer.connection,
          events: bus.connection,
          // One process has one client: its token is in memory.
          tokens: {},
          secrets: secretsConnection,
          workflows: workflowConnection,
        },
      },
    );
    closers.push(
      () => services.ledger.close(),
      () => services.atlas.close(),
    );
    const executionEnded = await onExecutionEnd(services);
    const running = new WorkflowEngine({
      definition: new URL('../workflows/restore.asl.json', import.meta.url),
      tasks: await loadTasks(services),
      time,
      log,
      ...(options.onEvent && { onEvent: options.onEvent }),
      onFailure: executionEnded,
    });
    engines.set(RESTORE_MACHINE_ARN, running);
    closers.push(() => running.close());
    const drills = await startDrillsHere({
      config: drillsConfig,
      services,
      restores: running,
      engines,
      time,
      log,
      secrets: secretsConnection,
      workflows: workflowConnection,
      bus,
      ledgerServer,
      atlasUrl,
      ...(simulator && { ca: simulator.authority }),
      ...(data !== undefined && { data }),
      ...(options.onEvent && { onEvent: options.onEvent }),
    });
    closers.push(() => drills.close());
    const host = await startHttpHost({
      port,
      routes: await Promise.all(
        [...API_ROUTES, ...atlasRoutes()].map(async (route) => ({
          ...route,
          handler: await loadFunction(route.function, { ...services, ...drills.services }, route.environment),
        })),
      ),
      // Callers live in real time, however fast the clock of the restores runs.
      desk: new TokenDesk(wallClock, credential),
      log,
    });
    closers.push(host.close);
    const sweep = await sweeping(services);
    closers.push(every(time, EVENT_FUNCTIONS.sweep.everyMinutes * 60, sweep));
    const resumed = await resumeRestores(services);
    await drills.resume();
    return {
      url: `http://localhost:${host.port}`,
      ...(simulator && { simulator }),
      ledger: services.ledger,
      ledgerServer,
      clock,
      resumed,
      execute: (name, input) => running.start(name, input),
      stop: (name) => running.stop(name),
      executionEnded,
      sweep,
      endOf: (id) => running.endOf(id),
      drills,
      close: () => closeAll(closers),
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

type ExecutionFailure = Omit<FailedExecution, 'status'> & {
  readonly status: (typeof EVENT_FUNCTIONS.executionEnd.statuses)[number];
};

async function sweeping(services: Services<SharedNeed>): Promise<() => Promise<unknown>> {
  const handler = await loadFunction(EVENT_FUNCTIONS.sweep.function, services);
  return () => handler({}, {});
}

/** In place of the event bus' rule. */
async function onExecutionEnd(
  services: Services<SharedNeed>,
): Promise<(end: ExecutionFailure) => Promise<void>> {
  const handler = await loadFunction(EVENT_FUNCTIONS.executionEnd.function, services);
  return async ({ name, status, input }) => {
    await handler({ detail: { name, status, input: JSON.stringify(input) } }, {});
  };
}

async function loadTasks(services: Services<SharedNeed>): Promise<Record<string, LambdaHandler>> {
  const tasks = Object.entries(RESTORE_TASKS).map(
    async ([placeholder, path]) => [placeholder, await loadFunction(path, services)] as const,
  );
  return Object.fromEntries(await Promise.all(tasks));
}

function credentialsOf(credential: AtlasCredential | undefined) {
  if (credential === undefined) return {};
  const { kind, ...account } = credential;
  return {
    credentials: kind === 'apiKey' ? { apiKeys: [account] } : { serviceAccounts: [account] },
  } as object;
}

function simulatorAccount(simulator: Simulator | undefined): AtlasCredential {
  const account = simulator?.fleet.credentials.serviceAccount;
  if (account === undefined) throw new TypeError('The simulator has a service account.');
  return { kind: 'serviceAccount', clientId: account.clientId, clientSecret: account.clientSecret };
}

/** Last opened, first closed; one that fails does not keep the others open. */
async function closeAll(closers: (() => unknown)[]): Promise<void> {
  for (const close of closers.reverse()) {
    try {
      await close();
    } catch {
      // It is going away with the process.
    }
  }
  closers.length = 0;
}
