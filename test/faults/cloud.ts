/**
 * The service as it runs on AWS, in one process: functions in containers that may die, Step Functions, EventBridge and
 * the ledger, which outlive them, and a simulated Atlas over a socket. A container holds all functions, so that its
 * death takes along whatever runs. What it awaits never comes then and nothing of it goes on, as with a process that
 * was killed; who invoked it gets the error that Lambda gives, and the next invocation finds a fresh container.
 */

import { EVENT_FUNCTIONS } from '../../infra/event-functions.ts';
import { type Simulator, startSimulator } from '../../infra/local/atlas-simulator/simulator.ts';
import { RESTORE_MACHINE_ARN, WorkflowEngine } from '../../infra/local/engine/workflow-engine.ts';
import { eventBus } from '../../infra/local/event-bus.ts';
import { loadFunction, type SharedNeed } from '../../infra/local/functions.ts';
import { inProcess } from '../../infra/local/in-process-aws.ts';
import { type LedgerServer, startLedgerServer } from '../../infra/local/ledger-server.ts';
import { secretText } from '../../infra/local/secret-text.ts';
import { RESTORE_TASKS } from '../../infra/workflows/tasks.ts';
import { Ledger } from '../../lib/aws/ledger.ts';
import type { RestoreEvent } from '../../lib/events/restore-event.ts';
import type { LambdaHandler } from '../../lib/lambda.ts';
import { silentLog } from '../../lib/log.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';
import { connect, type Services } from '../../lib/services/services.ts';
import { workflows } from '../../lib/services/workflows.ts';
import { relay } from '../lib/restores/steps/crashing.ts';
import { type JumpTime, jumpTime } from '../support/jump-time.ts';
import { type AwsFault, AwsGate, type AwsService, type Container } from './aws-gate.ts';

/** What goes wrong in one restore, beside what Atlas does. */
export interface Trouble {
  readonly aws: readonly AwsFault[];
  /** After which of its calls (of AWS or Atlas, from 1) a container dies. */
  readonly kills: readonly number[];
  /** After which event of its first execution's history that is stopped, as somebody stops one by hand. */
  readonly stopAfter?: number | undefined;
}

/** Lambda asks an asynchronous function again so often. */
const EVENT_TRIES = 3;
/** What a hanging Atlas costs a test in real time: far more than an answer takes here, even on two busy cores. */
const LONGEST_TIMER_MS = 1_000;

class ContainerDied extends Error {
  /** As Step Functions names it. */
  override name = 'Runtime.ExitError' as const;
}

interface Living {
  readonly services: Services<SharedNeed>;
  readonly functions: Map<string, Promise<LambdaHandler>>;
  readonly died: Promise<never>;
}

export class Cloud {
  readonly simulator: Simulator;
  readonly time: JumpTime;
  /** For looking; its calls are nobody's. */
  readonly ledger: Ledger;
  readonly gate = new AwsGate();
  /** What the restore of now has told. */
  told: RestoreEvent[] = [];
  /** Calls of AWS and Atlas in order. */
  calls: string[] = [];
  /** Events of its first execution. */
  events = 0;
  /** Containers that died, and executions that were stopped while they ran. */
  deaths = 0;
  readonly #ledgerServer: LedgerServer;
  readonly #engine: WorkflowEngine;
  readonly #all: Services<SharedNeed>[] = [];
  #started: string[] = [];
  #pending: Promise<unknown>[] = [];
  #trouble: Trouble = { aws: [], kills: [] };
  #living: Living;

  static async start(): Promise<Cloud> {
    const time = jumpTime(undefined, LONGEST_TIMER_MS);
    const simulator = await startSimulator({ clock: time.simulatorClock, port: 0 });
    return new Cloud(time, simulator, await startLedgerServer());
  }

  private constructor(time: JumpTime, simulator: Simulator, ledgerServer: LedgerServer) {
    this.time = time;
    this.simulator = simulator;
    this.#ledgerServer = ledgerServer;
    this.ledger = new Ledger(ledgerServer.table, ledgerServer.connection);
    const tasks = Object.entries(RESTORE_TASKS).map(([placeholder, path]): [string, LambdaHandler] => [
      placeholder,
      (event) => this.invoke(path, event),
    ]);
    this.#engine = new WorkflowEngine({
      definition: new URL('../../infra/workflows/restore.asl.json', import.meta.url),
      tasks: Object.fromEntries(tasks),
      time,
      log: silentLog,
      onEvent: ({ execution }) => this.#count(execution),
      onFailure: async ({ name, status, input }) =>
        this.#asynchronously(EVENT_FUNCTIONS.executionEnd.function, {
          detail: { name, status, input: JSON.stringify(input) },
        }),
    });
    this.#living = this.#container();
  }

  /** A new restore, of which nothing is known yet, in a container that was just started. */
  begin(trouble: Trouble): void {
    this.#trouble = trouble;
    this.gate.begin(trouble.aws);
    this.told = [];
    this.calls = [];
    this.events = 0;
    this.deaths = 0;
    this.#started = [];
    this.#pending = [];
    this.#living = this.#container();
  }

  /** @param own its environment beside what all have */
  async invoke(path: string, event: unknown, own: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const { services, functions, died } = this.#living;
    const key = `${path} ${own.OPERATION}`;
    const loaded = functions.get(key) ?? loadFunction(path, services, own);
    functions.set(key, loaded);
    const handler = await loaded;
    return Promise.race([handler(event, {}), died]);
  }

  async sweep(): Promise<void> {
    await this.#asynchronously(EVENT_FUNCTIONS.sweep.function, {});
  }

  /** Until nothing runs any more: executions that others were started by, and what their ends have set off. */
  async quiet(): Promise<void> {
    for (let seen = -1; seen !== this.#started.length + this.#pending.length; ) {
      seen = this.#started.length + this.#pending.length;
      await Promise.all(this.#started.map((name) => this.#engine.endOf(name)));
      await Promise.all(this.#pending);
    }
  }

  async close(): Promise<void> {
    await this.#engine.close();
    for (const services of this.#all) {
      services.ledger.close();
      await services.atlas.close();
    }
    this.ledger.close();
    await this.simulator.close();
    await this.#ledgerServer.close();
  }

  #count(execution: string): void {
    if (execution !== this.#started[0]) return;
    this.events += 1;
    if (this.events !== this.#trouble.stopAfter) return;
    this.#engine.stop(execution);
    this.deaths += 1;
  }

  #asynchronously(path: string, event: unknown): Promise<void> {
    const told = (async () => {
      for (let tries = 1; tries <= EVENT_TRIES; tries += 1) {
        try {
          await this.invoke(path, event);
          return;
        } catch {
          // Lambda asks again; after the last time it is a letter in the dead-letter queue.
        }
      }
    })();
    this.#pending.push(told);
    return told;
  }

  #container(): Living {
    let isDead = false;
    let die: (error: Error) => void = () => {};
    const died = new Promise<never>((_, reject) => {
      die = reject;
    });
    died.catch(() => {});
    const container: Container = {
      isDead: () => isDead,
      after: async (call) => {
        this.calls.push(call);
        if (!this.#trouble.kills.includes(this.calls.length)) return;
        isDead = true;
        this.deaths += 1;
        this.#living = this.#container();
        die(new ContainerDied('The container died.'));
      },
    };
    const services = this.#connect(container);
    const after = async (operation: string) => {
      await container.after(operation);
      if (isDead) await new Promise(() => {});
    };
    const kept = { ...services, atlas: relay(services.atlas, after) };
    this.#all.push(services);
    return { services: kept, functions: new Map(), died };
  }

  #connect(container: Container): Services<SharedNeed> {
    const account = this.simulator.fleet.credentials.serviceAccount;
    if (account === undefined) throw new Error('The simulator has a service account.');
    const connection = (service: AwsService, real: Parameters<AwsGate['connection']>[1]) =>
      this.gate.connection(service, real, container);
    return connect(
      { announcing, atlas, workflows, guard, policy },
      {
        LEDGER_TABLE: this.#ledgerServer.table,
        EVENT_BUS_NAME: 'default',
        ATLAS_BASE_URL: this.simulator.url,
        ATLAS_SECRET_ID: 'atlas',
        // Its items are apart from the ledger's: on AWS it is a table of its own.
        TOKEN_TABLE: this.#ledgerServer.table,
        TOKEN_ROLE: 'restorer',
        RESTORE_STATE_MACHINE_ARN: RESTORE_MACHINE_ARN,
        ALLOWED_TARGETS: JSON.stringify([{ projectId: '*', name: 'target-*', disposable: true }]),
        ALLOW_DOWNLOAD: 'true',
      },
      {
        clock: this.time.clock,
        log: silentLog,
        aws: {
          ledger: connection('ledger', this.#ledgerServer.connection),
          tokens: connection('tokens', this.#ledgerServer.connection),
          events: connection(
            'events',
            eventBus(({ detail }) => void this.told.push(detail as RestoreEvent)),
          ),
          secrets: connection(
            'secrets',
            inProcess({
              GetSecretValue: () => ({ SecretString: secretText({ kind: 'serviceAccount', ...account }) }),
            }),
          ),
          workflows: connection(
            'workflows',
            inProcess({
              StartExecution: ({ name, input, stateMachineArn }) => {
                this.#engine.start(String(name), JSON.parse(String(input)));
                this.#started.push(String(name));
                return { executionArn: `${stateMachineArn}:${name}`, startDate: Date.now() / 1_000 };
              },
              DescribeExecution: async ({ executionArn }) => ({
                executionArn,
                stateMachineArn: RESTORE_MACHINE_ARN,
                ...(await this.#engine.describe(String(executionArn).split(':').at(-1) ?? '')),
              }),
            }),
          ),
        },
      },
    );
  }
}
