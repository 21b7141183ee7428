/** Drills on one machine: the same functions and the same definition, on this process' engine, evidence in a folder. */
import { join } from 'node:path';
import { CheckpointEvents } from '../../../lib/aws/checkpoint-events.ts';
import type { AwsConnection } from '../../../lib/aws/connection.ts';
import { CoverageEvents } from '../../../lib/aws/coverage-events.ts';
import { CoverageLedger } from '../../../lib/aws/coverage-ledger.ts';
import { DrillEvents } from '../../../lib/aws/drill-events.ts';
import { DrillLedger } from '../../../lib/aws/drill-ledger.ts';
import { LedgerEvidenceIndex } from '../../../lib/aws/evidence-index.ts';
import { type DrillsConfigInput, drillsConfig } from '../../../lib/drills/plans/plan.ts';
import { isOver } from '../../../lib/drills/record.ts';
import { runDrill } from '../../../lib/drills/start-drills.ts';
import { DRILL_DETAIL_TYPES } from '../../../lib/events/drill-event.ts';
import type { LambdaHandler } from '../../../lib/lambda.ts';
import type { Log } from '../../../lib/log.ts';
import type { ClosedDay } from '../../../lib/reports/close-day.ts';
import { executionName } from '../../../lib/restores/verification/look-after.ts';
import { drillWorkflows } from '../../../lib/services/drill-workflows.ts';
import { owner } from '../../../lib/services/owner.ts';
import { restorer } from '../../../lib/services/restorer.ts';
import { connect, type DrillNeed, type Services } from '../../../lib/services/services.ts';
import { surroundings } from '../../../lib/services/surroundings.ts';
import { verificationWorkflows } from '../../../lib/services/verification-workflows.ts';
import { EVENT_FUNCTIONS } from '../../event-functions.ts';
import { DRILL_TASKS, VERIFICATION_TASKS } from '../../workflows/tasks.ts';
import {
  DRILL_MACHINE_ARN,
  type ExecutionEnd,
  type ExecutionEvent,
  VERIFICATION_MACHINE_ARN,
  WorkflowEngine,
} from '../engine/workflow-engine.ts';
import type { LocalEventBus } from '../event-bus.ts';
import { FolderCheckpoints } from '../evidence/folder-checkpoints.ts';
import { FolderEvidenceStore } from '../evidence/folder-store.ts';
import { LocalEvidenceSigner, openLocalSigner } from '../evidence/local-signer.ts';
import { MemoryEvidenceStore } from '../evidence/memory-store.ts';
import { loadFunction, type SharedNeed } from '../functions.ts';
import type { LedgerServer } from '../ledger-server.ts';
import { cronOf, every, onSchedule } from '../schedules.ts';
import type { ServiceTime } from '../service-time.ts';
import { NO_DRILLS } from './simulated-drills.ts';

const CHECKPOINTS = 'checkpoints';

export type DrillServices = Services<Exclude<DrillNeed, 'password'>>;

export interface LocalDrillsOptions {
  readonly config: DrillsConfigInput;
  readonly services: Services<SharedNeed>;
  /** Whose executions drills wait for. */
  readonly restores: WorkflowEngine;
  readonly engines: Map<string, WorkflowEngine>;
  readonly time: ServiceTime;
  readonly log: Log;
  readonly secrets: AwsConnection;
  readonly workflows: AwsConnection;
  readonly bus: LocalEventBus;
  readonly ledgerServer: LedgerServer;
  readonly atlasUrl: string;
  /** PEM: who signed the certificates of the simulated deployments. */
  readonly ca?: string;
  readonly data?: string;
  readonly onEvent?: (event: ExecutionEvent) => void;
}

export interface LocalDrills {
  readonly services: DrillServices;
  /** Where evidence lies, and the key to verify it with: absent in memory. */
  readonly evidenceFolder?: string;
  /** Where checkpoints of it lie. */
  readonly checkpointFolder?: string;
  /** What a plan's rule does. */
  fire(plan: string, time: string): Promise<{ readonly drills: readonly { readonly id: string }[] }>;
  /** What its rule does every five minutes. */
  sweep(): Promise<unknown>;
  /** What its rule does every five minutes: ends of restores go into evidence. */
  assure(): Promise<unknown>;
  /** What its rules do every quarter of an hour, and with the event of a drill's verdict. */
  count(event?: object): Promise<unknown>;
  /** What its rule does once a day. */
  closeDay(): Promise<ClosedDay>;
  /** Stops an execution as an operator would. */
  stop(id: string): void;
  /** Waits until the data of a restore that asked for it is verified, in evidence and told. */
  verified(id: string): Promise<unknown>;
  /** Stops its execution as an operator would. */
  stopVerification(id: string): Promise<void>;
  /** How a drill's execution ended; waits for it. */
  endOf(id: string): Promise<ExecutionEnd | undefined>;
  /** Goes on with what an earlier process left in flight. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export async function startDrillsHere(options: LocalDrillsOptions): Promise<LocalDrills> {
  const { services: shared, restores, engines, time, log, config, bus, onEvent } = options;
  const services = await drillServices(options);
  const all = { ...shared, ...services };
  const engine = new WorkflowEngine({
    definition: new URL('../../workflows/drill.asl.json', import.meta.url),
    arn: DRILL_MACHINE_ARN,
    about: 'drillId',
    tasks: await tasksOf(DRILL_TASKS, all),
    nested: restores,
    time,
    log,
    ...(onEvent && { onEvent }),
  });
  engines.set(DRILL_MACHINE_ARN, engine);
  const verification = new WorkflowEngine({
    definition: new URL('../../workflows/verification.asl.json', import.meta.url),
    arn: VERIFICATION_MACHINE_ARN,
    tasks: await tasksOf(VERIFICATION_TASKS, all),
    time,
    log,
    ...(onEvent && { onEvent }),
  });
  engines.set(VERIFICATION_MACHINE_ARN, verification);
  const { startDrills, sweepDrills, computeCoverage, assureRestores, closeDay: dayClosing } = EVENT_FUNCTIONS;
  const start: LambdaHandler = await loadFunction(startDrills.function, all);
  const sweeping: LambdaHandler = await loadFunction(sweepDrills.function, all);
  const counting: LambdaHandler = await loadFunction(computeCoverage.function, all);
  const assuring: LambdaHandler = await loadFunction(assureRestores.function, all);
  const assure = () => assuring({}, {});
  const fire = async (plan: string, at: string) =>
    (await start({ plan, time: at, by: 'schedule on one machine' }, {})) as { drills: { id: string }[] };
  const sweep = () => sweeping({}, {});
  const count = (event: object = {}) => counting(event, {});
  const closing: LambdaHandler = await loadFunction(dayClosing.function, all);
  const closeDay = () => closing({}, {}) as Promise<ClosedDay>;
  const verificationOf = async (id: string): Promise<string> => {
    const record = await shared.ledger.getRestore(id);
    return executionName(id, record?.verification?.executions ?? 1);
  };
  const stopRules = [
    every(time, sweepDrills.everyMinutes * 60, sweep),
    every(time, assureRestores.everyMinutes * 60, assure),
    // Somebody who restores by hand has not asked for what is drilled.
    ...(config === NO_DRILLS
      ? []
      : [
          every(time, computeCoverage.everyMinutes * 60, count),
          bus.onEvent(DRILL_DETAIL_TYPES.VERDICT, time, count),
        ]),
    ...services.drills.plans
      .filter(({ enabled }) => enabled)
      .map(({ name, schedule }) => onSchedule(schedule, time, (at) => fire(name, at))),
    onSchedule(cronOf(dayClosing), time, closeDay),
  ];
  const { data } = options;
  return {
    services,
    ...(data !== undefined && {
      evidenceFolder: join(data, 'evidence'),
      checkpointFolder: join(data, CHECKPOINTS),
    }),
    fire,
    sweep,
    assure,
    count,
    closeDay,
    stop: (id) => engine.stop(id),
    async verified(id) {
      await assure();
      return verification.endOf(await verificationOf(id));
    },
    stopVerification: async (id) => verification.stop(await verificationOf(id)),
    endOf: (id) => engine.endOf(id),
    async resume() {
      for await (const record of services.drillLedger.unfinishedDrills())
        if (!isOver(record)) await runDrill(services, record);
    },
    async close() {
      for (const stop of stopRules) await stop();
      await engine.close();
      await verification.close();
      services.drillLedger.close();
      services.coverageLedger.close();
      await services.owner.atlas.close();
      await services.restorer.close();
    },
  };
}

async function tasksOf(
  table: Readonly<Record<string, string>>,
  services: Services<SharedNeed> & DrillServices,
): Promise<Readonly<Record<string, LambdaHandler>>> {
  const tasks = Object.entries(table).map(
    async ([placeholder, path]) => [placeholder, await loadFunction(path, services)] as const,
  );
  return Object.fromEntries(await Promise.all(tasks));
}

async function drillServices(options: LocalDrillsOptions): Promise<DrillServices> {
  const { config, time, log, secrets, workflows, bus, ledgerServer, atlasUrl, ca, data } = options;
  const events = bus.connection;
  const { clock } = time;
  const { connection, table } = ledgerServer;
  const connected = connect(
    { owner, drillWorkflows, restorer, surroundings, verificationWorkflows },
    {
      ATLAS_BASE_URL: atlasUrl,
      ATLAS_SECRET_ID: 'atlas',
      OWNER_SECRET_ID: 'atlas',
      DRILL_STATE_MACHINE_ARN: DRILL_MACHINE_ARN,
      ...(config.verifyRestores && { VERIFICATION_STATE_MACHINE_ARN: VERIFICATION_MACHINE_ARN }),
    },
    { clock, log, aws: { ledger: connection, secrets, workflows, events, tokens: {} } },
  );
  return {
    ...connected,
    drills: drillsConfig.parse(config),
    drillLedger: new DrillLedger(table, connection, new DrillEvents('default', log, events)),
    coverageLedger: new CoverageLedger(table, connection, new CoverageEvents('default', log, events)),
    evidence: {
      store: data === undefined ? new MemoryEvidenceStore() : new FolderEvidenceStore(join(data, 'evidence')),
      index: new LedgerEvidenceIndex(table, connection),
      signer: data === undefined ? new LocalEvidenceSigner() : await openLocalSigner(data),
    },
    checkpoints: {
      events: new CheckpointEvents('default', log, events),
      ...(data !== undefined && { store: new FolderCheckpoints(join(data, CHECKPOINTS)) }),
    },
    targetAuthority: ca === undefined ? {} : { ca },
  };
}
