/** ObjectIds as Atlas makes them: creation second, a machine, a counter. Clients read the second from the first bytes. */
import { createHash } from 'node:crypto';

const COUNTER_SIZE = 0x1_00_00_00;

/** `machine` is any text; it keeps ids of different origins (seeded history, jobs made by calls) apart. */
export function objectId(atMs: number, machine: string, counter: number): string {
  const seconds = Math.floor(atMs / 1000)
    .toString(16)
    .padStart(8, '0');
  const origin = createHash('sha256').update(machine).digest('hex').slice(0, 10);
  return `${seconds}${origin}${(counter % COUNTER_SIZE).toString(16).padStart(6, '0')}`;
}
