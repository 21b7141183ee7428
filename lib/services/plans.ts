/** The plans of drills: Lambda's environment holds 4 KB, so they lie beside the function's code. */
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { drillsConfig } from '../drills/plans/plan.ts';
import { filled, jsonText } from '../env.ts';
import { part } from './services.ts';

const drills = z.pipe(jsonText, drillsConfig);

export const plans = part('plans', {
  environment: z.object({
    /** Beside the code: Lambda runs functions in their own folder. On one machine: anywhere. */
    DRILLS_FILE: filled,
  }),
  connect: ({ DRILLS_FILE }) => ({ drills: drills.parse(readFileSync(DRILLS_FILE, 'utf8')) }),
});
