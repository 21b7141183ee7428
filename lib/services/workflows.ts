import * as z from 'zod/mini';
import { Workflows } from '../aws/workflows.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const workflows = part('workflows', {
  environment: z.object({ RESTORE_STATE_MACHINE_ARN: filled }),
  connect: ({ RESTORE_STATE_MACHINE_ARN }, { aws }) => ({
    workflows: new Workflows(RESTORE_STATE_MACHINE_ARN, aws.workflows),
  }),
});
