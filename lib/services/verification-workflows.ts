import * as z from 'zod/mini';
import { Workflows } from '../aws/workflows.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const verificationWorkflows = part('verificationWorkflows', {
  environment: z.object({
    /** Absent where restores are not verified. */
    VERIFICATION_STATE_MACHINE_ARN: z.optional(filled),
  }),
  connect: ({ VERIFICATION_STATE_MACHINE_ARN: arn }, { aws }) => ({
    verificationWorkflows: arn === undefined ? undefined : new Workflows(arn, aws.workflows),
  }),
});
