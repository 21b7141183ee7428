/** The line of a target as a test sets it up and looks at it. */
import type { Ledger } from '../../lib/aws/ledger.ts';
import type { LinePlace } from '../../lib/aws/ledger-line.ts';

/** Who has the target for itself. */
export const firstInLine = async (ledger: Ledger, key: string): Promise<LinePlace | undefined> =>
  (await ledger.line(key)).places[0];

/** Whoever stood there is gone. */
export async function setLine(ledger: Ledger, key: string, ...places: readonly LinePlace[]): Promise<void> {
  if (!(await ledger.saveLine(key, await ledger.line(key), places)))
    throw new Error(`The line of ${key} was written by somebody else.`);
}
