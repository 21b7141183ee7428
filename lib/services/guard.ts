import * as z from 'zod/mini';
import { objectId } from '../atlas/schemas/common.ts';
import { jsonText } from '../env.ts';
import { allowedTargets } from '../restores/target-guard.ts';
import { part } from './services.ts';

export const guard = part('guard', {
  environment: z.object({
    /** JSON: the allow-list of targets. */
    ALLOWED_TARGETS: z.pipe(jsonText, allowedTargets),
    /** Where drills make their targets; absent where there are none. */
    DRILL_PROJECT_ID: z.optional(objectId),
  }),
  connect: ({ ALLOWED_TARGETS, DRILL_PROJECT_ID }) => ({
    allowedTargets: ALLOWED_TARGETS,
    drillProjectId: DRILL_PROJECT_ID,
  }),
});
