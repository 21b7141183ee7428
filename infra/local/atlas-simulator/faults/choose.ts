/** Which faults happen to this request, and the bookkeeping of what is left of them. */
import { type OperationName, operations } from '../../../../lib/atlas/operations.ts';
import type { World } from '../world.ts';
import {
  type Fault,
  type FaultOperation,
  type FaultSpec,
  JOB_FAULTS,
  type JobFaultKind,
  type RequestFaultKind,
} from './fault.ts';

export type RequestFault = Extract<FaultSpec, { kind: RequestFaultKind }>;
type JobFault = Extract<FaultSpec, { kind: JobFaultKind }>;

const isJobFault = (spec: FaultSpec): spec is JobFault => JOB_FAULTS.some((kind) => kind === spec.kind);

export function isCreate(name: FaultOperation): boolean {
  return (
    name !== 'token' && operations[name].method === 'POST' && operations[name].resource === 'restoreJobs'
  );
}

function reaches(spec: FaultSpec, name: FaultOperation): boolean {
  // Without a name a fault reaches Atlas' own operations; the token endpoint has to be named.
  if (spec.operation === undefined) return name !== 'token';
  return typeof spec.operation === 'string' ? spec.operation === name : spec.operation.includes(name);
}

/** The first fault that is due for a request. Those that let it pass have one less to let pass. */
export function requestFaultFor(world: World, name: FaultOperation): RequestFault | undefined {
  let chosen: RequestFault | undefined;
  use(world, (spec) => {
    if (chosen !== undefined || isJobFault(spec) || !reaches(spec, name)) return false;
    return (isDue) => {
      if (isDue) chosen = spec;
    };
  });
  return chosen;
}

/** All faults that are due for a job in the making; several can happen to one. The caller saves. */
export function jobFaultsFor(
  world: World,
  name: OperationName,
): readonly { kind: JobFaultKind; seconds?: number }[] {
  const chosen: JobFault[] = [];
  use(world, (spec) => {
    if (!isJobFault(spec) || !reaches(spec, name)) return false;
    return (isDue) => {
      if (isDue) chosen.push(spec);
    };
  });
  return chosen;
}

function use(world: World, match: (spec: FaultSpec) => false | ((isDue: boolean) => void)): void {
  const { data } = world;
  let changed = false;
  data.faults = data.faults.flatMap((fault): Fault[] => {
    const take = match(fault.spec);
    if (take === false) return [fault];
    if (fault.afterLeft > 0) {
      take(false);
      changed = true;
      return [{ ...fault, afterLeft: fault.afterLeft - 1 }];
    }
    take(true);
    if (fault.timesLeft === 0) return [fault];
    changed = true;
    return fault.timesLeft === 1 ? [] : [{ ...fault, timesLeft: fault.timesLeft - 1 }];
  });
  if (changed) world.save();
}
