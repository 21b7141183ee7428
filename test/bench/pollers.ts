/** Ways to wait for a restore, and what one of them comes to for a restore of a known duration. */
import { nextPollSeconds, type UsualEnd } from '../../lib/restores/poll-plan.ts';
import { statesALook } from '../infra/workflows/history.ts';

export interface Poller {
  readonly name: string;
  /** Seconds until the next look. */
  next(elapsedSeconds: number): number;
  /** Gives up after so many seconds; the restore is lost to whoever waited. */
  readonly patienceSeconds?: number;
  /** A loop of a state machine, which costs transitions. */
  readonly isWorkflow: boolean;
  /** Calls beside the looks: we also ask whether the target is back. */
  readonly callsBesides: number;
}

export interface Waited {
  readonly calls: number;
  readonly looks: number;
  /** Undefined when it was lost. */
  readonly lagSeconds?: number;
  readonly transitions: number;
}

/** Begin, plan and its choice, create and its choice, record and its choice, the end. */
const TRANSITIONS_BESIDES = 8;
/** AWS' price for 1,000 transitions of a Standard workflow. */
export const DOLLARS_A_THOUSAND = 0.025;

const fixed = (name: string, seconds: number, more: Partial<Poller> = {}): Poller => ({
  name,
  next: () => seconds,
  isWorkflow: false,
  callsBesides: 0,
  ...more,
});

export const CLI = fixed('every 4 s (Atlas CLI)', 4);
export const CLOUD_FORMATION = fixed('every 30 s for 1,200 s (CloudFormation)', 30, {
  patienceSeconds: 1_200,
});
export const LOOP = fixed('every 15 s, in a workflow', 15, { isWorkflow: true });

export function ours(family: 'flex' | 'cluster', usual: UsualEnd | null, name: string): Poller {
  const question = { family, delivery: 'restore', usual, activeJobs: 1 } as const;
  return {
    name,
    next: (elapsedSeconds) => nextPollSeconds({ ...question, elapsedSeconds }),
    isWorkflow: true,
    callsBesides: 1,
  };
}

export function wait(poller: Poller, lastsSeconds: number): Waited {
  const { patienceSeconds = Number.POSITIVE_INFINITY } = poller;
  let [at, looks] = [0, 0];
  while (at < lastsSeconds && at + poller.next(at) <= patienceSeconds) {
    at += poller.next(at);
    looks += 1;
  }
  const transitions = poller.isWorkflow ? looks * statesALook().length + TRANSITIONS_BESIDES : 0;
  const isLost = at < lastsSeconds;
  return {
    calls: looks + poller.callsBesides,
    looks,
    transitions,
    ...(!isLost && { lagSeconds: at - lastsSeconds }),
  };
}
