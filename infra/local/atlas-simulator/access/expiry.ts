/** `deleteAfterDate`: when Atlas removes a user or an entry by itself. */
import { Refusal } from '../errors.ts';
import { DAY } from '../time.ts';

/** Documented. */
const LONGEST_MS = 7 * DAY;

/** In ms; undefined where it stays. */
export function expiryOf(date: string | undefined, now: number): number | undefined {
  if (date === undefined) return undefined;
  const at = Date.parse(date);
  if (Number.isNaN(at)) throw new Refusal('INVALID_JSON_ATTRIBUTE', ['deleteAfterDate']);
  if (at <= now) throw new Refusal('EXPIRATION_DATE_IN_PAST', [date]);
  if (at > now + LONGEST_MS) throw new Refusal('EXPIRATION_DATE_EXCEEDS_MAX', [date]);
  return at;
}

export const isThere = ({ deleteAfter }: { readonly deleteAfter?: number }, now: number): boolean =>
  deleteAfter === undefined || now < deleteAfter;
