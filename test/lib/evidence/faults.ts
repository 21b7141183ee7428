/** Crashes and interleavings, at every call that an append makes. */
import type { Scheduler } from 'fast-check';
import type { EvidenceParts } from '../../../lib/evidence/append.ts';

/** The process ends here: no call after it is made. */
export class Cut extends Error {
  override name = 'Cut' as const;
}

type Call = (...args: unknown[]) => Promise<unknown>;
type Wrap = (call: () => Promise<unknown>) => Promise<unknown>;

/** Every method of all three parts goes through `around`. */
function wrapped(parts: EvidenceParts, around: Wrap): EvidenceParts {
  const wrap = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => around(() => (method as Call).apply(target, args));
      },
    });
  return { store: wrap(parts.store), index: wrap(parts.index), signer: wrap(parts.signer) };
}

/** Nothing of the call happens. @param at which call, from 0 */
export function cutBefore(parts: EvidenceParts, at: number): EvidenceParts {
  let calls = 0;
  return wrapped(parts, async (call) => {
    if (calls++ >= at) throw new Cut();
    return call();
  });
}

/** It happens, and its caller never hears of it. */
export function cutAfter(parts: EvidenceParts, at: number): EvidenceParts {
  let calls = 0;
  return wrapped(parts, async (call) => {
    const turn = calls++;
    if (turn > at) throw new Cut();
    const result = await call();
    if (turn === at) throw new Cut();
    return result;
  });
}

/** Calls of all appenders are made one at a time, in an order that fast-check chooses. */
export const scheduled = (parts: EvidenceParts, scheduler: Scheduler): EvidenceParts =>
  wrapped(parts, (call) => scheduler.schedule(Promise.resolve()).then(call));
