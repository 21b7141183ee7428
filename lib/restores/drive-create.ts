/** Runs the create step until the job is there, surely is not, or the time is up. */
import type { AtlasAnswer } from '../atlas/client.ts';
import { AtlasError } from '../atlas/errors.ts';
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import type { RestoreContext } from './context.ts';
import { endBeforeStart } from './end-before-start.ts';
import { isActive } from './record.ts';
import { type Refusal, RestoreRefused } from './refusal.ts';
import { createStep } from './steps/create-restore-job.ts';
import { create, type Step } from './steps/step.ts';

export interface Driven {
  readonly answer?: AtlasAnswer<unknown>;
  /** Why there is no job. */
  readonly failure?: AtlasError | RestoreRefused;
}

/** Atlas answers in well under a second. A lost answer can be looked for once within the time, 5 s after this one. */
const POST_LIMIT_MS = 12_000;
/** After the POST's limit: the first look at Atlas' list, and the answer to the caller. */
const AFTER_POST_MS = 7_000;
/** With less than this it would often be cut off while Atlas works on it. */
const LEAST_POST_MS = 3_000;
/** Reads the ledger only, until something is due. */
const PAUSE_MS = 1_000;

/** @param endsAt in ms of the clock, when the caller is answered at the latest */
export async function driveCreate(context: RestoreContext, id: string, endsAt: number): Promise<Driven> {
  let driven: Driven = {};
  const post: Parameters<typeof createStep>[2] = {
    limitMs: () => postLimit(context, endsAt),
    onAnswer: (answer) => {
      driven = { answer };
    },
    onError: (failure) => {
      driven = { failure };
    },
  };
  do {
    const step = await stepOnce(context, id, post);
    if (step instanceof Error) driven = { failure: step };
    else if (step.next === 'CHECK') return driven;
    else if (step.next === 'RECORD') {
      const { outcome } = step;
      if (outcome === undefined || outcome.jobMayRun || (await endBeforeStart(context, id, outcome)))
        return driven;
    }
    const { failure } = driven;
    // The caller is told why, and asks again if they want: it must not be made later behind their back.
    if (failure && (await endBeforeStart(context, id, refusedBy(failure)))) return driven;
  } while (await pause(context, endsAt));
  return driven;
}

/** Where a workflow makes the job: waits for it. */
export async function watchCreate(context: RestoreContext, id: string, endsAt: number): Promise<void> {
  do {
    const record = await context.ledger.getRestore(id);
    if (record === undefined || !isActive(record.status) || record.atlasJobId !== undefined) return;
  } while (await pause(context, endsAt));
}

async function pause({ clock }: RestoreContext, endsAt: number): Promise<boolean> {
  if (clock.now().getTime() + PAUSE_MS > endsAt) return false;
  await clock.sleep(PAUSE_MS);
  return true;
}

/** What is thrown says why nothing was posted this time; who lost against a twin looks again. */
async function stepOnce(
  context: RestoreContext,
  id: string,
  post: Parameters<typeof createStep>[2],
): Promise<Step | AtlasError | RestoreRefused> {
  try {
    return await createStep(context, id, post);
  } catch (error) {
    if (error instanceof LedgerConflict) return create(id);
    if (error instanceof AtlasError || error instanceof RestoreRefused) return error;
    throw error;
  }
}

function postLimit({ clock }: RestoreContext, endsAt: number): number {
  const limitMs = Math.min(POST_LIMIT_MS, endsAt - clock.now().getTime() - AFTER_POST_MS);
  if (limitMs >= LEAST_POST_MS) return limitMs;
  const detail = 'Atlas took so long to tell about the target and the source that nothing was started.';
  throw new RestoreRefused([{ code: 'ATLAS_UNAVAILABLE', field: 'target', detail, status: 503 }]);
}

function refusedBy(failure: AtlasError | RestoreRefused) {
  const said: Pick<Refusal, 'code' | 'detail'> =
    failure instanceof AtlasError ? { code: failure.errorCode, detail: failure.detail } : failure.refusals[0];
  return { status: 'REFUSED', reason: { code: said.code, detail: said.detail } } as const;
}
