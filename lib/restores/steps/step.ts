/** What the steps of the workflow hand to each other. The definition only routes by `next`; decisions are made here. */
import type { Reason, RestoreStatus } from '../record.ts';

export type Next = 'PLAN' | 'SNAPSHOT' | 'CREATE' | 'CHECK' | 'RECORD';

/** Output of every step but the last. */
export interface Step {
  /** The restore's id, also the execution's name. */
  readonly id: string;
  readonly next: Next;
  /** How long the workflow waits before it goes on to `PLAN`, `SNAPSHOT`, `CREATE` or `CHECK`. */
  readonly waitSeconds: number;
  /** With `RECORD`: how the restore ended. Absent when its record says so already. */
  readonly outcome?: Outcome;
  /** Looks before this one that told nothing; the next look is handed it. */
  readonly trouble?: Trouble | undefined;
  /** It has a place in the project's rate budget then: it is not to take another one. */
  readonly placeAt?: string | undefined;
  /** With `PLAN`: the input of that step, again. */
  readonly execution?: string;
  readonly request?: unknown;
  /** The record of that id is another restore's, and stays as it is. */
  readonly leaveRecord?: true;
}

export interface Trouble {
  /** In a row. */
  readonly times: number;
  /** Since when Atlas has been saying, look after look, that there is no such job. */
  readonly missingSince?: string | undefined;
}

export interface Outcome {
  readonly status: Exclude<RestoreStatus, 'QUEUED' | 'RUNNING'>;
  readonly reason?: Reason;
  /** By Atlas, where Atlas says so. */
  readonly finishedAt?: string;
  readonly expiresAt?: string;
  /** Atlas may go on overwriting the target: its lock must stay. */
  readonly jobMayRun?: boolean;
}

export const create = (id: string, waitSeconds = 1): Step => ({ id, next: 'CREATE', waitSeconds });
export const snapshot = (id: string, waitSeconds = 1): Step => ({ id, next: 'SNAPSHOT', waitSeconds });
export const check = (id: string, waitSeconds = 1): Step => ({ id, next: 'CHECK', waitSeconds });
/** The same again when its place has come; its trouble stays with it. */
export const atPlace = (
  step: Step,
  placeAt: Date,
  waitSeconds: number,
  trouble: Trouble | undefined,
): Step => ({
  ...step,
  waitSeconds,
  placeAt: placeAt.toISOString(),
  ...(trouble && { trouble }),
});
export const end = (id: string, outcome?: Outcome): Step => ({
  id,
  next: 'RECORD',
  waitSeconds: 0,
  ...(outcome && { outcome }),
});
export const refused = (id: string, code: string, detail: string): Step =>
  end(id, { status: 'REFUSED', reason: { code, detail } });

/** Before anything was posted. */
export const CANCELLED: Outcome = {
  status: 'CANCELLED',
  reason: { code: 'CANCELLED_BEFORE_START', detail: 'Nothing was started.' },
};

export const NOT_STARTED: Outcome = {
  status: 'TIMED_OUT',
  reason: {
    code: 'NOT_STARTED_IN_TIME',
    detail: 'Atlas took no restore job within the time limit. Nothing was started.',
  },
};

/** A POST was under way or its answer was lost, and nothing more is going to be found out. */
export const OUTCOME_UNKNOWN: Outcome = {
  status: 'FAILED',
  reason: {
    code: 'CREATE_OUTCOME_UNKNOWN',
    detail:
      'Atlas may or may not have taken the restore job: look at the target before anything else is done with it.',
  },
  jobMayRun: true,
};
