/** Which requests came, without headers and query: enough to see what a client does, and nothing secret. */
import type { FaultOperation } from './faults/fault.ts';
import type { World } from './world.ts';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** Absent: no operation has this path and method. */
  readonly operation?: FaultOperation;
  /** 0: the connection was dropped without an answer. */
  readonly status: number;
}

const KEPT = 1_000;

export interface RequestLog {
  add(request: LoggedRequest): void;
  recent(): readonly LoggedRequest[];
}

export function requestLog(world: World): RequestLog {
  let requests: LoggedRequest[] = [];
  return {
    add(request) {
      requests.push(request);
      // Cut in batches: one slice a thousand requests.
      if (requests.length >= 2 * KEPT) requests = requests.slice(-KEPT);
      const { requests: counts } = world.data.counters;
      const key = request.operation ?? 'other';
      counts[key] = (counts[key] ?? 0) + 1;
    },
    recent: () => requests.slice(-KEPT),
  };
}
