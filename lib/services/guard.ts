import * as z from 'zod/mini';
import { jsonText } from '../env.ts';
import { allowedTargets } from '../restores/target-guard.ts';
import { part } from './services.ts';

export const guard = part('guard', {
  environment: z.object({
    /** JSON: the allow-list of targets. */
    ALLOWED_TARGETS: z.pipe(jsonText, allowedTargets),
  }),
  connect: ({ ALLOWED_TARGETS }) => ({ allowedTargets: ALLOWED_TARGETS }),
});
