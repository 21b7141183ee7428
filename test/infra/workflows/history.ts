/** What the histories of executions show: which states were entered, from where, what was retried and what was caught. */
import { readFileSync } from 'node:fs';
import type { ExecutionEvent } from '../../../infra/local/engine/workflow-engine.ts';

export interface Rule {
  readonly ErrorEquals: readonly string[];
  readonly Next?: string;
  readonly ResultPath?: string;
}

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Rule[];
  readonly Catch?: readonly Rule[];
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Default?: string;
  readonly Next?: string;
  readonly Error?: string;
  readonly CausePath?: string;
  readonly OutputPath?: string;
}

export interface Definition {
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}

export const TEXT = readFileSync(
  new URL('../../../infra/workflows/restore.asl.json', import.meta.url),
  'utf8',
);
export const definition = JSON.parse(TEXT) as Definition;

export const statesOfType = (type: string): readonly (readonly [string, State])[] =>
  Object.entries(definition.States).filter(([, state]) => state.Type === type);

/** States that are passed between one look at the job and the next, whatever lies on that way. */
export function statesALook(): readonly string[] {
  const wayBack = (name: string, passed: readonly string[]): readonly string[] | undefined => {
    if (name === LOOK && passed.length > 0) return passed;
    if (passed.includes(name)) return undefined;
    const state = definition.States[name];
    const next = [state?.Next, ...(state?.Choices ?? []).map((choice) => choice.Next), state?.Default];
    return next
      .flatMap((one) => (one === undefined ? [] : [wayBack(one, [...passed, name])]))
      .filter((way) => way !== undefined)
      .sort((a, b) => a.length - b.length)
      .at(0);
  };
  const loop = wayBack(LOOK, []);
  if (loop === undefined) throw new Error(`Nothing leads back to ${LOOK}.`);
  return loop;
}
const LOOK = 'CheckRestoreJob';

interface HistoryEvent {
  readonly type: string;
  readonly state?: { readonly name: string };
  readonly retry?: { readonly retrier: Rule };
  readonly catch?: { readonly catcher: Rule };
}

const eventOf = ({ event }: ExecutionEvent) => event as HistoryEvent;

export function entered(events: readonly ExecutionEvent[]): ReadonlySet<string> {
  return new Set(steps(events).flatMap(([, to]) => [to]));
}

/** `A → B` for every step from one state to the next. */
export function transitions(events: readonly ExecutionEvent[]): ReadonlySet<string> {
  return new Set(steps(events).map(([from, to]) => `${from} → ${to}`));
}

/** `State: first error of the rule` for every retry, and for every catch. */
export function retried(events: readonly ExecutionEvent[]): ReadonlySet<string> {
  return named(events, 'StateRetried', ({ retry }) => retry?.retrier);
}
export function caught(events: readonly ExecutionEvent[]): ReadonlySet<string> {
  return named(events, 'StateCaught', (event) => event.catch?.catcher);
}
export const ruleName = (state: string, { ErrorEquals }: Rule): string => `${state}: ${ErrorEquals[0]}`;

function named(
  events: readonly ExecutionEvent[],
  type: string,
  ruleOf: (event: HistoryEvent) => Rule | undefined,
): ReadonlySet<string> {
  const names = events.map(eventOf).flatMap((event) => {
    const rule = ruleOf(event);
    return event.type === type && rule ? [ruleName(event.state?.name ?? '', rule)] : [];
  });
  return new Set(names);
}

/** The start counts as a state without a name. */
function steps(events: readonly ExecutionEvent[]): [string, string][] {
  const at = new Map<string, string>();
  return events.flatMap((event): [string, string][] => {
    const { type, state } = eventOf(event);
    if (type === 'ExecutionStarted') at.delete(event.execution);
    if (type !== 'StateEntered' || state === undefined) return [];
    const from = at.get(event.execution) ?? '';
    at.set(event.execution, state.name);
    return [[from, state.name]];
  });
}
