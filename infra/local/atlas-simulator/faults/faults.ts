/** Sets, lists and removes faults; kept in the data file like everything else. */
import type { World } from '../world.ts';
import type { Fault, FaultSpec } from './fault.ts';
import { parseFault } from './fault-spec.ts';

export interface Faults {
  /** Answers its id. Throws `FaultInvalid` for a fault that makes no sense. */
  add(spec: FaultSpec): string;
  /** Without an id: all of them. False: there was none of that id. */
  clear(id?: string): boolean;
  list(): readonly Fault[];
}

export function faultsOf(world: World): Faults {
  const { data } = world;
  return {
    add(given) {
      const spec = parseFault(given);
      data.counters.faults += 1;
      const id = `fault-${data.counters.faults}`;
      data.faults = [...data.faults, { id, spec, timesLeft: spec.times ?? 1, afterLeft: spec.after ?? 0 }];
      world.save();
      return id;
    },
    clear(id) {
      const kept = id === undefined ? [] : data.faults.filter((fault) => fault.id !== id);
      const changed = kept.length < data.faults.length;
      data.faults = kept;
      if (changed) world.save();
      return changed || id === undefined;
    },
    list: () => data.faults,
  };
}
