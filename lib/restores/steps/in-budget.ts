/** A step that asks Atlas for something only when its project's rate budget has room for it (docs/reliability.md). */

import type { AtlasError } from '../../atlas/errors.ts';
import type { RestoreContext } from '../context.ts';
import { type Fleet, fleetOf } from '../following.ts';
import { LONGEST_PAUSE_SECONDS, pauseSeconds } from '../pause.ts';
import type { RestoreRecord } from '../record.ts';
import { atPlace, type Step } from './step.ts';

/** What the step before left for this one. */
export type Before = Pick<Step, 'trouble' | 'placeAt'>;

/** Of a restore before its job, a list and the POST. */
export const CREATE_CALLS = 2;
export const LOOK_CALLS = 1;

/**
 * @param again the step that comes back to this one
 * @param ask with what the project's fleet is like, once there is room
 */
export async function inBudget(
  context: RestoreContext,
  record: RestoreRecord,
  { calls, before, again }: { readonly calls: number; readonly before: Before; readonly again: Step },
  ask: (fleet: Fleet) => Promise<Step>,
): Promise<Step> {
  const now = context.clock.now().getTime();
  const { placeAt, trouble } = before;
  const hasPlace = placeAt !== undefined;
  const fleet = await fleetOf(context, record, hasPlace ? 0 : calls);
  const at = hasPlace ? Date.parse(placeAt) : now + (fleet.places?.waitSeconds ?? 0) * 1_000;
  if (at <= now) return ask(fleet);
  // A long line is stood in bit by bit: a cancellation is seen meanwhile, and the lock renewed.
  const waitSeconds = Math.min(LONGEST_PAUSE_SECONDS, Math.ceil((at - now) / 1_000));
  return atPlace(again, new Date(at), waitSeconds, trouble);
}

export interface Pause {
  readonly waitSeconds: number;
  /** It has a place then. */
  readonly placeAt?: string;
}

/** After Atlas did not do, or tell, what was asked. Of a fleet that was turned away each gets a place of its own. */
export async function pauseAfter(
  context: RestoreContext,
  record: RestoreRecord,
  { calls, times, error }: { readonly calls: number; readonly times: number; readonly error: AtlasError },
): Promise<Pause> {
  const random = Math.random();
  if (error.status !== 429) return { waitSeconds: pauseSeconds({ times, error, activeJobs: 1, random }) };
  const { activeJobs, places } = await fleetOf(context, record, calls);
  if (places === undefined) return { waitSeconds: pauseSeconds({ times, error, activeJobs, random }) };
  const asked = pauseSeconds({ times, error, activeJobs: 0, random });
  const waitSeconds = Math.min(LONGEST_PAUSE_SECONDS, Math.ceil(Math.max(asked, places.waitSeconds)));
  const placeAt = new Date(context.clock.now().getTime() + waitSeconds * 1_000).toISOString();
  return { waitSeconds, placeAt };
}
