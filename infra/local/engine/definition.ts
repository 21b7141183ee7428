/** What the engine needs to know of a state machine's definition. */
export interface Definition {
  readonly States: Readonly<Record<string, State>>;
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Retry?: readonly { readonly IntervalSeconds?: number; readonly MaxDelaySeconds?: number }[];
}

/** The placeholder in `Resource`, by state. */
export function placeholdersOf({ States }: Definition): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(States).flatMap(([name, { Resource }]) => {
      const placeholder = /^\$\{(\w+)\}$/.exec(Resource ?? '')?.[1];
      return placeholder === undefined ? [] : [[name, placeholder] as const];
    }),
  );
}

/** Those that start an execution of another machine and wait for it. */
export function nestingStates({ States }: Definition): readonly string[] {
  return Object.keys(States).filter((name) =>
    States[name]?.Resource?.endsWith(':states:startExecution.sync:2'),
  );
}

export function waitStates({ States }: Definition): readonly string[] {
  return Object.keys(States).filter((name) => States[name]?.Type === 'Wait');
}

/** The definition with the pauses of its retries as long as they really last; back-off and jitter stay. */
export function scaleRetries(definition: Definition, waitMs: (seconds: number) => number): Definition {
  const scaled = (seconds: number) => waitMs(seconds) / 1000;
  const states = Object.entries(definition.States).map(([name, state]) => [
    name,
    {
      ...state,
      ...(state.Retry && {
        Retry: state.Retry.map((rule) => ({
          ...rule,
          IntervalSeconds: scaled(rule.IntervalSeconds ?? 1),
          ...(rule.MaxDelaySeconds !== undefined && { MaxDelaySeconds: scaled(rule.MaxDelaySeconds) }),
        })),
      }),
    },
  ]);
  return { ...definition, States: Object.fromEntries(states) };
}
