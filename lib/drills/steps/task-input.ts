/** What the tasks of the drill workflow are handed: the output of the step before, of the previous release too. */
import * as z from 'zod/mini';

export const drillInput = z.object({ id: z.string() });

/** The drill's execution, absent where the release before started it. */
export const restoreInput = z.object({ id: z.string(), execution: z.optional(z.string()) });

const failure = z.object({ Error: z.string(), Cause: z._default(z.string(), '') });

/** After a state that may have failed: what its Catch put there. */
export const followInput = z.object({ id: z.string(), failure: z.optional(failure) });
export const failedInput = z.object({ id: z.string(), failure });

/** What the slice before has left; our own, so it is not looked into. */
export const verifyInput = z.object({ id: z.string(), state: z.optional(z.string()) });
