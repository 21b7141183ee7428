import * as z from 'zod/mini';
import { Workflows } from '../aws/workflows.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const drillWorkflows = part('drillWorkflows', {
  environment: z.object({ DRILL_STATE_MACHINE_ARN: filled }),
  connect: ({ DRILL_STATE_MACHINE_ARN }, { aws }) => ({
    drillWorkflows: new Workflows(DRILL_STATE_MACHINE_ARN, aws.workflows),
  }),
});
