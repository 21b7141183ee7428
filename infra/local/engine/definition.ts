/** What the engine needs to know of a state machine's definition. */
export interface Definition {
  readonly States: Readonly<Record<string, State>>;
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Retry?: readonly { readonly IntervalSeconds?: number }[];
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

export function waitStates({ States }: Definition): readonly string[] {
  return Object.keys(States).filter((name) => States[name]?.Type === 'Wait');
}

/** The engine takes one fixed interval a retrier, in milliseconds: the first one, as long as it really lasts. */
export function retryIntervals(
  { States }: Definition,
  waitMs: (seconds: number) => number,
): Record<string, number[]> {
  const intervals = Object.entries(States).flatMap(([name, { Retry }]) =>
    Retry ? [[name, Retry.map(({ IntervalSeconds = 1 }) => waitMs(IntervalSeconds))] as const] : [],
  );
  return Object.fromEntries(intervals);
}
