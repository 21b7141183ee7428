/** What the create and the check step are handed: the output of the step before, of the previous release too. */
import * as z from 'zod/mini';

export const taskInput = z.object({
  id: z.string(),
  trouble: z.optional(z.object({ times: z.int(), missingSince: z.optional(z.string()) })),
  placeAt: z.optional(z.string()),
});
