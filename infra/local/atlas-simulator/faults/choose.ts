/** Which faults happen to this request, and the bookkeeping of what is left of them. */
import { allCalls } from '../../../../lib/atlas/all-operations.ts';
import type { CallName } from '../../../../lib/atlas/operations.ts';
import type { JobPlan } from '../model.ts';
import { SECOND } from '../time.ts';
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

const RESTORES = ['restoreJobs', 'collectionRestoreJobs'];

/** Which operations make the next job that such a fault happens to. */
export function makesJob(kind: JobFaultKind, name: FaultOperation): boolean {
  if (name === 'token' || allCalls[name].method !== 'POST') return false;
  // A collection restore names itself what it brings.
  const resources = kind === 'jobEmpties' ? ['restoreJobs'] : RESTORES;
  return resources.includes(allCalls[name].resource);
}

function reaches(spec: FaultSpec, name: FaultOperation): boolean {
  // Without a name a fault reaches Atlas' own operations; the token endpoint has to be named.
  // Nor is a snapshot the "next job", unless it is meant by name.
  if (spec.operation === undefined) return isJobFault(spec) ? makesJob(spec.kind, name) : name !== 'token';
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

interface DueJobFault {
  readonly kind: JobFaultKind;
  readonly seconds?: number;
  readonly collections?: readonly string[];
}

/** All faults that are due for a job in the making; several can happen to one. The caller saves. */
export function jobFaultsFor(world: World, name: CallName): readonly DueJobFault[] {
  const chosen: JobFault[] = [];
  use(world, (spec) => {
    if (!isJobFault(spec) || !reaches(spec, name)) return false;
    return (isDue) => {
      if (isDue) chosen.push(spec);
    };
  });
  return chosen;
}

/** The gravest wins. */
export function endingFor(faults: readonly DueJobFault[], usual: JobPlan['ending']): JobPlan['ending'] {
  const has = (kind: JobFaultKind) => faults.some((fault) => fault.kind === kind);
  if (has('jobNeverEnds')) return 'never';
  if (has('jobFails')) return 'fails';
  return has('jobCancelled') ? 'cancelled' : usual;
}

const DEFAULT_HIDDEN_SECONDS = 30;

export function hiddenUntil(faults: readonly DueJobFault[], createdAt: number): { hiddenUntil?: number } {
  const hidden = faults.find((fault) => fault.kind === 'jobHidden');
  if (hidden === undefined) return {};
  return { hiddenUntil: createdAt + (hidden.seconds ?? DEFAULT_HIDDEN_SECONDS) * SECOND };
}

/** Of several such faults all their collections. */
export function emptiesOf(faults: readonly DueJobFault[]): { empties?: readonly string[] } {
  const empties = faults.flatMap(({ collections = [] }) => collections);
  return empties.length > 0 ? { empties } : {};
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
