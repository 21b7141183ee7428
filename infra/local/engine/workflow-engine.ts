/**
 * Runs the state machine in this process, from the same definition that is deployed.
 * Executions die with the process: whoever starts it again starts them again from the ledger.
 */
import { readFileSync } from 'node:fs';
import { ExecutionError, StateMachine } from 'aws-local-stepfunctions';
import type { LambdaHandler } from '../../../lib/lambda.ts';
import type { Log } from '../../../lib/log.ts';
import { AwsFault } from '../in-process-aws.ts';
import type { ServiceTime } from '../service-time.ts';
import { type Definition, nestingStates, placeholdersOf, scaleRetries, waitStates } from './definition.ts';

export interface ExecutionEvent {
  readonly execution: string;
  readonly event: unknown;
}

export interface ExecutionEnd {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  /** Of a success. */
  readonly output?: unknown;
  /** Of a failure. */
  readonly error?: string;
  readonly cause?: string;
}

export interface EngineOptions {
  /** Path of the `.asl.json` file. */
  readonly definition: URL;
  /** Of the machine. @default the restore machine */
  readonly arn?: string;
  /** What an execution's name is the id of, in the log. @default restoreId */
  readonly about?: 'restoreId' | 'drillId';
  /** By placeholder. */
  readonly tasks: Readonly<Record<string, LambdaHandler>>;
  /** The machine whose executions this one's may wait for. */
  readonly nested?: WorkflowEngine;
  readonly time: Pick<ServiceTime, 'waitMs' | 'onWait'>;
  readonly log: Log;
  /** Told every event of every execution's history. */
  readonly onEvent?: (event: ExecutionEvent) => void;
  /** Told of every execution that did not succeed, unless the engine is closing: those are started again. */
  readonly onFailure?: (end: FailedExecution) => Promise<void>;
}

export interface FailedExecution {
  readonly name: string;
  readonly status: 'FAILED' | 'ABORTED';
  readonly input: unknown;
}

const MACHINES = 'arn:aws:states:local:000000000000:stateMachine:';
export const RESTORE_MACHINE_ARN = `${MACHINES}restore`;
export const DRILL_MACHINE_ARN = `${MACHINES}drill`;
export const VERIFICATION_MACHINE_ARN = `${MACHINES}verification`;

/** Texts of definitions that are valid: to check one takes a fifth of a second. */
const CHECKED = new Set<string>();

export class WorkflowEngine {
  readonly #options: EngineOptions;
  readonly #machine: StateMachine;
  readonly #definition: Definition;
  readonly #executions = new Map<string, Promise<ExecutionEnd>>();
  readonly #running = new Map<string, () => void>();
  readonly #stopped = new Set<string>();
  readonly #tasks = new Set<Promise<unknown>>();
  readonly #states: Readonly<Record<string, LambdaHandler>>;
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    const text = readFileSync(options.definition, 'utf8');
    const byState = placeholdersOf(JSON.parse(text) as Definition);
    const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
    this.#definition = JSON.parse(
      text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => arn(name)),
    ) as Definition;
    // The definition itself is checked; its pauses, made shorter, may be less than the whole seconds it must have.
    if (!CHECKED.has(text)) new StateMachine(this.#definition as never);
    CHECKED.add(text);
    const scaled = scaleRetries(this.#definition, options.time.waitMs);
    this.#machine = new StateMachine(scaled as never, { validationOptions: { noValidate: true } });
    const tasks = [...byState].map(([state, placeholder]) => {
      const task = options.tasks[placeholder];
      if (task === undefined) throw new TypeError(`No function for ${placeholder}.`);
      return [state, task] as const;
    });
    const nesting = nestingStates(this.#definition).map(
      (state) => [state, (input: unknown) => this.#nest(input)] as const,
    );
    this.#states = Object.fromEntries([...tasks, ...nesting]);
  }

  /** As `startExecution.sync:2` does: waits for it, and fails with how it ended as JSON. */
  async #nest(input: unknown): Promise<unknown> {
    const { nested } = this.#options;
    const { Name, Input } = input as { Name: string; Input: unknown };
    if (nested === undefined) throw new TypeError('No machine is nested here.');
    try {
      nested.start(Name, Input);
    } catch (error) {
      const { message } = error as Error;
      throw named('StepFunctions.ExecutionAlreadyExistsException', message);
    }
    const end = await nested.endOf(Name);
    if (end?.status === 'SUCCEEDED') return { Name, Output: end.output, Status: end.status };
    const { status, error, cause } = end ?? { status: 'ABORTED' };
    throw named('States.TaskFailed', JSON.stringify({ Name, Status: status, Error: error, Cause: cause }));
  }

  /** Starts an execution. While one of that name runs it is the same one; afterwards the name is taken. */
  start(name: string, input: unknown): void {
    if (this.#closed || this.#running.has(name)) return;
    if (this.#executions.has(name))
      throw new AwsFault('ExecutionAlreadyExists', `Execution ${name} has ended.`);
    const end = this.#run(name, input);
    this.#executions.set(name, end);
  }

  /** How the execution of that name ended; waits for it. Undefined when there is none. */
  async endOf(name: string): Promise<ExecutionEnd | undefined> {
    return this.#executions.get(name);
  }

  /** As `DescribeExecution` answers. */
  async describe(name: string): Promise<{ status: ExecutionEnd['status'] | 'RUNNING' }> {
    if (this.#running.has(name)) return { status: 'RUNNING' };
    const end = await this.#executions.get(name);
    if (end === undefined) throw new AwsFault('ExecutionDoesNotExist', `There is no execution ${name}.`);
    return end;
  }

  /** As somebody stops an execution by hand: no Catch runs. */
  stop(name: string): void {
    this.#stopped.add(name);
    this.#running.get(name)?.();
  }

  /** Stops all executions and waits for tasks under way: what they write still lands. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const abort of this.#running.values()) abort();
    await Promise.allSettled([...this.#executions.values(), ...this.#tasks]);
  }

  async #run(name: string, input: unknown): Promise<ExecutionEnd> {
    const waits: Record<string, number> = {};
    const { log } = this.#options;
    const execution = this.#machine.run(input as never, {
      noThrowOnAbort: true,
      context: {
        Execution: {
          Id: `${(this.#options.arn ?? RESTORE_MACHINE_ARN).replace(':stateMachine:', ':execution:')}:${name}`,
          Name: name,
        },
      },
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(
          Object.entries(this.#states).map(([state, task]) => [
            state,
            (event: unknown) => this.#task(task, event, waits),
          ]),
        ),
        waitTimeOverrides: waits,
      },
    });
    this.#running.set(name, execution.abort);
    const events = this.#tell(name, execution.eventLogs);
    try {
      const output = await execution.result;
      const isAborted = output === null && (this.#closed || this.#stopped.has(name));
      if (!isAborted) return { status: 'SUCCEEDED', output };
      this.#failed({ name, status: 'ABORTED', input });
      return { status: 'ABORTED' };
    } catch (error) {
      const { name: errorName, message } = causeOf(error);
      log.info('execution failed', { [this.#options.about ?? 'restoreId']: name, error: errorName });
      this.#failed({ name, status: 'FAILED', input });
      return { status: 'FAILED', error: errorName, cause: message };
    } finally {
      this.#running.delete(name);
      await events;
    }
  }

  /** In its own time, as an event comes; whatever goes wrong there is that function's own to log. */
  #failed(end: FailedExecution): void {
    if (this.#closed) return;
    const told = this.#options.onFailure?.(end).catch(() => {});
    if (told === undefined) return;
    this.#tasks.add(told);
    void told.finally(() => this.#tasks.delete(told));
  }

  async #task(task: LambdaHandler, event: unknown, waits: Record<string, number>): Promise<never> {
    const run = task(event, {});
    this.#tasks.add(run);
    try {
      const result = await run;
      const seconds = (result as { waitSeconds?: unknown } | null)?.waitSeconds;
      if (typeof seconds === 'number') {
        const { time } = this.#options;
        time.onWait?.(seconds);
        for (const state of waitStates(this.#definition)) waits[state] = time.waitMs(seconds);
      }
      return result as never;
    } finally {
      this.#tasks.delete(run);
    }
  }

  async #tell(execution: string, events: AsyncIterable<unknown>): Promise<void> {
    for await (const event of events) this.#options.onEvent?.({ execution, event });
  }
}

/** What Catch and Retry go by. */
function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** The engine wraps what a Fail state says. */
function causeOf(error: unknown): Error {
  const inner = error instanceof ExecutionError ? error.cause : error;
  return inner instanceof Error ? inner : new Error(String(inner));
}
