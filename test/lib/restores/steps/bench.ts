/**
 * The service harness with a restore's parts in the test's own hand: restores that are accepted and not started, steps
 * that run one by one, workflows that run with services of the test's making. Every restore gets a target (a download:
 * a snapshot) that nothing else touches, so that jobs, wipes and locks are its own.
 */
import { PRODUCTION, RESTORE_TEST } from '../../../../infra/local/atlas-simulator/fleet.ts';
import type { SimulatedJobView } from '../../../../infra/local/atlas-simulator/views.ts';
import {
  type ExecutionEnd,
  type ExecutionEvent,
  WorkflowEngine,
} from '../../../../infra/local/engine/workflow-engine.ts';
import { loadFunction } from '../../../../infra/local/functions.ts';
import { inProcess } from '../../../../infra/local/in-process-aws.ts';
import { RESTORE_TASKS } from '../../../../infra/workflows/tasks.ts';
import { AtlasClient } from '../../../../lib/atlas/client.ts';
import { operations } from '../../../../lib/atlas/operations.ts';
import { Workflows } from '../../../../lib/aws/workflows.ts';
import type { LambdaHandler } from '../../../../lib/lambda.ts';
import { silentLog } from '../../../../lib/log.ts';
import { acceptRestore } from '../../../../lib/restores/accept-restore.ts';
import type { RestoreContext } from '../../../../lib/restores/context.ts';
import type { RestoreRecord } from '../../../../lib/restores/record.ts';
import { parseRequest, type RestoreRequest } from '../../../../lib/restores/request.ts';
import { lockKey } from '../../../../lib/restores/target-lock.ts';
import type { JumpTime } from '../../../support/jump-time.ts';
import { firstInLine } from '../../../support/line.ts';
import { type Harness, requests, startHarness } from '../../../support/service-harness.ts';

export type Kind = 'dedicated' | 'sharded' | 'flex' | 'serverless' | 'tenant' | 'download' | 'flexDownload';

export interface Fresh {
  readonly body: object;
  readonly request: RestoreRequest;
  /** Absent for a download. */
  readonly target?: { readonly projectId: string; readonly name: string };
  /** Atlas' jobs onto its target, or of its snapshot. */
  jobs(): readonly SimulatedJobView[];
  /** How many restores threw the target's data away. */
  wipes(): number;
  /** Creates that reached Atlas since this was made, whatever came of them. */
  posts(): number;
}

export type Tasks = Readonly<Record<keyof typeof RESTORE_TASKS, LambdaHandler>>;

export interface Bench extends Harness {
  readonly context: RestoreContext;
  fresh(kind?: Kind, more?: object): Fresh;
  /** Accepts a restore that nobody starts. */
  accept(fresh: Fresh): Promise<RestoreRecord>;
  /** Runs its workflow to the end; again, too, which AWS would not. */
  run(id: string, request: unknown, services?: Partial<RestoreContext>): Promise<ExecutionEnd>;
  /** The workflow's functions, and a run of the workflow with others in their place. */
  tasks(services?: Partial<RestoreContext>): Promise<Tasks>;
  runTasks(id: string, request: unknown, tasks: Tasks): Promise<ExecutionEnd>;
  record(id: string): Promise<RestoreRecord>;
  /** Id of the restore that has the record's target for itself. */
  lockOwner(record: RestoreRecord): Promise<string | undefined>;
}

export const DEFINITION = new URL('../../../../infra/workflows/restore.asl.json', import.meta.url);

export const CREATES = Object.entries(operations)
  .filter(([, { method, resource }]) => method === 'POST' && resource === 'restoreJobs')
  .map(([name]) => name);

/** What a fresh target is made of; a download has none. */
const TARGETS = {
  dedicated: { family: 'cluster' },
  sharded: { family: 'cluster', topology: 'shardedCluster', shards: 2 },
  flex: { family: 'flex' },
  serverless: { family: 'serverless' },
  tenant: { family: 'tenant' },
} as const;

const ALLOWED = [{ projectId: RESTORE_TEST.id, name: 'fresh-*', disposable: true }];

/** `given`: a time of the test's own. */
export async function startBench(given?: JumpTime): Promise<Bench> {
  const harness = await startHarness({ allowedTargets: ALLOWED, ...(given && { time: given }) });
  const { service, simulator, events } = harness;
  const time = given ?? harness.time;
  const account = simulator.fleet.credentials.serviceAccount;
  if (account === undefined) throw new Error('The simulator has a service account.');
  const { clientId, clientSecret } = account;
  const atlas = new AtlasClient({
    baseUrl: simulator.url,
    credential: async () => ({ kind: 'serviceAccount', clientId, clientSecret }),
    clock: time.clock,
  });
  const context: RestoreContext = {
    atlas,
    ledger: service.ledger,
    clock: time.clock,
    log: silentLog,
    allowedTargets: ALLOWED,
    policy: { allowDownload: true },
  };
  const nobody = new Workflows('arn', inProcess({ StartExecution: () => ({ executionArn: 'arn' }) }));

  let made = 0;
  const fresh: Bench['fresh'] = (kind = 'dedicated', more = {}) => {
    made += 1;
    const name = `fresh-${made}`;
    const last = simulator.requests().at(-1);
    const posts = () => {
      const all = simulator.requests();
      const since = last === undefined ? all : all.slice(all.lastIndexOf(last) + 1);
      return since.filter(({ operation = '' }) => CREATES.includes(operation)).length;
    };
    if (kind === 'download' || kind === 'flexDownload') {
      const source = kind === 'download' ? 'Orders' : 'Accounts';
      const snapshot = simulator.addSnapshot(source);
      const body = requests.download({
        source: { projectId: PRODUCTION.id, name: source },
        snapshot,
        ...more,
      });
      const jobs = () => simulator.jobs().filter(({ snapshotId }) => snapshotId === snapshot);
      return { body, request: parseRequest(body), jobs, wipes: () => 0, posts };
    }
    const target = { projectId: RESTORE_TEST.id, name };
    simulator.addDeployment({ ...target, ...TARGETS[kind] });
    const body = requests[kind]({ target, ...more });
    return {
      body,
      request: parseRequest(body),
      target,
      jobs: () => simulator.jobs().filter((job) => job.target?.name === name),
      wipes: () => simulator.deployment(name).wipes,
      posts,
    };
  };

  const tasks: Bench['tasks'] = async (services = {}) => {
    const loaded = Object.entries(RESTORE_TASKS).map(
      async ([placeholder, path]) =>
        [placeholder, await loadFunction(path, { ...context, workflows: nobody, ...services })] as const,
    );
    return Object.fromEntries(await Promise.all(loaded)) as unknown as Tasks;
  };
  // An engine takes a name once, and a third of a second to start: the first runs of all ids share one, and so on.
  const engines: WorkflowEngine[] = [];
  const runs = new Map<string, { count: number; tasks: Tasks }>();
  const dispatching = Object.keys(RESTORE_TASKS).map((placeholder) => {
    const task: LambdaHandler = async (event, lambda) => {
      const { id } = event as { id: string };
      return runs.get(id)?.tasks[placeholder as keyof Tasks](event, lambda);
    };
    return [placeholder, task] as const;
  });
  const startEngine = (): WorkflowEngine =>
    new WorkflowEngine({
      definition: DEFINITION,
      tasks: Object.fromEntries(dispatching),
      time,
      log: silentLog,
      onEvent: (event: ExecutionEvent) => events.push(event),
    });
  const runTasks: Bench['runTasks'] = async (id, request, given) => {
    const { count } = runs.get(id) ?? { count: 0 };
    runs.set(id, { count: count + 1, tasks: given });
    const engine = engines[count] ?? startEngine();
    engines[count] = engine;
    engine.start(id, request);
    const end = await engine.endOf(id);
    if (end === undefined) throw new Error('The execution was started.');
    return end;
  };

  return {
    ...harness,
    time,
    context,
    fresh,
    accept: async ({ request }) => {
      const asked = { request, caller: 'test' };
      return (await acceptRestore({ ...context, workflows: nobody }, asked)).record;
    },
    tasks,
    runTasks,
    run: async (id, request, services) => runTasks(id, request, await tasks(services)),
    record: async (id) => {
      const record = await service.ledger.getRestore(id);
      if (record === undefined) throw new Error(`There is no restore ${id}.`);
      return record;
    },
    lockOwner: async (record) => (await firstInLine(service.ledger, lockKey(record)))?.id,
    close: async () => {
      await atlas.close();
      await harness.close();
    },
  };
}
