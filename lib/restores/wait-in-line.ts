/**
 * Standing in line for a target (`whenTargetBusy: "wait"`): in the order of acceptance, with one look after another at
 * whether it is one's turn. Nothing is asked of Atlas before.
 */
import type { RestoreContext } from './context.ts';
import { busyRefusal, reserveTarget } from './new-record.ts';
import type { RestoreRecord } from './record.ts';
import { type Refusal, refuse } from './refusal.ts';
import { LONGEST_LINE, type Reserved, type Standing, standInLine } from './target-lock.ts';

/** Takes the target, or a place in line where the request says so. Throws `RestoreRefused` where neither can be had. */
export async function reserveOrStandInLine(
  context: RestoreContext,
  record: Reserved & Pick<RestoreRecord, 'request'>,
): Promise<Standing | undefined> {
  if (record.request.whenTargetBusy === 'refuse') {
    await reserveTarget(context, record);
    return undefined;
  }
  const { stands, full } = await standInLine(context, record);
  if (full && stands) refuse(lineFull(record, stands));
  return stands;
}

function lineFull(record: Reserved, { behind }: Standing): Refusal {
  const { field, detail } = busyRefusal(record, behind);
  return {
    code: 'TARGET_LINE_FULL',
    field,
    detail: `${detail} ${LONGEST_LINE} restores wait for it already.`,
    status: 409,
  };
}

/** A look is one step of the workflow: a Flex restore takes a minute, so whoever is next looks a few times in it. */
const SHORTEST_SECONDS = 15;
/** After that share of the time gone by it is late by a fortieth on average, however long it has to wait. */
const GROWTH = 0.05;
/** A week of looks must take less than half of an execution's 25,000 events; each is nine. */
const LONGEST_SECONDS = 600;

/**
 * How long until the next look.
 * @param place 1: next; who stands further back has as many restores to wait for
 */
export function lineSeconds(place: number, waitedSeconds: number): number {
  const wanted = Math.max(SHORTEST_SECONDS * Math.max(1, place), waitedSeconds * GROWTH);
  return Math.ceil(Math.min(LONGEST_SECONDS, wanted));
}
