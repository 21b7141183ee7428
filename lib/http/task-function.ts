/** The middleware bundle of functions that are tasks of a state machine: input checked, failures logged and thrown on. */
import middy, { type MiddlewareObj } from '@middy/core';
import type * as z from 'zod/mini';
import type { FunctionDefinition } from '../lambda.ts';
import { type Log, logAbout } from '../log.ts';
import type { Need, Parts, Services } from '../services/services.ts';

export interface TaskFunction<Needs extends Need, Input extends z.ZodMiniType, Output> {
  readonly needs: Parts<Needs>;
  /** For the log. */
  readonly step: string;
  /** Accepts also what the release before put into executions in flight. */
  readonly input: Input;
  /** What its `id` is of, in the log. @default restoreId */
  readonly about?: 'restoreId' | 'drillId';
  /** Id of what it is about. @default the input's `id`, but for events, whose `id` is their own */
  subject?(input: z.output<Input>): string | undefined;
  handle(input: z.output<Input>, services: Services<Needs>): Promise<Output>;
}

export function taskFunction<Needs extends Need, Input extends z.ZodMiniType, Output>({
  needs,
  step,
  input,
  about = 'restoreId',
  subject,
  handle,
}: TaskFunction<Needs, Input, Output>): FunctionDefinition<Needs> {
  return {
    needs,
    build(services) {
      const handler = middy<unknown, Output>()
        .use(logFailure(services.log))
        .handler((event) => {
          const parsed = input.parse(event);
          const id = subject?.(parsed);
          return logAbout(id === undefined ? {} : { [about]: id }, async () => {
            const output = await handle(parsed, services);
            services.log.info('step done', saidOf(output));
            return output;
          });
        });
      return (event, context) =>
        logAbout({ ...subjectOf(event, about), step }, () => handler(event, context as never));
    },
  };
}

/** What the task is of. */
function subjectOf(event: unknown, about: string): Readonly<Record<string, string>> {
  const { id, ...rest } = (event ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' && !('detail-type' in rest) ? { [about]: id } : {};
}

/** What comes next, and why; not the whole record, which the ledger has. */
function saidOf(output: unknown): Readonly<Record<string, unknown>> {
  const said = (output ?? {}) as Record<string, unknown>;
  return Object.fromEntries(SAID.flatMap((key) => (said[key] === undefined ? [] : [[key, said[key]]])));
}
const SAID = ['next', 'waitSeconds', 'status', 'outcome', 'trouble'] as const;

function logFailure<Output>(log: Log): MiddlewareObj<unknown, Output> {
  return {
    onError: (request) => {
      const { name, message, stack } = request.error ?? new Error('no error');
      log.error('step failed', { error: name, detail: message, stack });
    },
  };
}
