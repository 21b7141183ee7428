/** Faults: what the simulated Atlas does wrong on demand, and which requests it does it to. */
import type { CallName } from '../../../../lib/atlas/operations.ts';

/** `token` is `POST /api/oauth/token`. */
export type FaultOperation = CallName | 'token';

/** Done to a request: refused, lost, late or unreadable. */
export const REQUEST_FAULTS = [
  'rateLimited',
  'rateLimitedWithoutRetryAfter',
  'unauthorized',
  'upgrading',
  'notFound',
  'serverError',
  'htmlError',
  'malformedBody',
  'droppedBefore',
  'droppedAfter',
  'slow',
] as const;
/** Done to the job that a request makes: the answer is as always. */
export const JOB_FAULTS = ['jobNeverEnds', 'jobFails', 'jobCancelled', 'jobHidden', 'jobEmpties'] as const;

export type RequestFaultKind = (typeof REQUEST_FAULTS)[number];
export type JobFaultKind = (typeof JOB_FAULTS)[number];

interface FaultReach {
  /** Which operations; absent: every one that the kind can happen to. */
  readonly operation?: FaultOperation | readonly FaultOperation[];
  /** How many matching requests it happens to. 0: all of them. @default 1 */
  readonly times?: number;
  /** How many matching requests pass before the first. @default 0 */
  readonly after?: number;
}

/** One member a kind, so that a kind alone tells which fields there are. */
type Alone<Kind> = Kind extends string ? { readonly kind: Kind } : never;

type OwnFields =
  | {
      readonly kind: 'rateLimited';
      /** @default 10 */
      readonly retryAfterSeconds?: number;
    }
  | (Alone<'serverError' | 'htmlError'> & {
      /** @default 500, and 502 for htmlError */
      readonly status?: number;
      /** The request is carried out all the same, and only its answer is this. @default false */
      readonly handled?: boolean;
    })
  | {
      readonly kind: 'slow';
      readonly delaySeconds: number;
      /** The request is carried out at once, and only its answer is late. @default false */
      readonly handled?: boolean;
    }
  | {
      readonly kind: 'jobHidden';
      /** @default 30 */
      readonly seconds?: number;
    }
  | {
      readonly kind: 'jobEmpties';
      /** `database.collection`: they come back without a document, and Atlas says that all went well. */
      readonly collections: readonly string[];
    };

export type FaultSpec = FaultReach &
  (OwnFields | Alone<Exclude<RequestFaultKind | JobFaultKind, OwnFields['kind']>>);

/** A fault as it stands: what was asked, and how much of it is left. */
export interface Fault {
  readonly id: string;
  readonly spec: FaultSpec;
  /** 0: no end. */
  readonly timesLeft: number;
  readonly afterLeft: number;
}
