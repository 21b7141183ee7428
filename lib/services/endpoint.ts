import * as z from 'zod/mini';
import { type OperationName, operations } from '../atlas/operations.ts';
import { part } from './services.ts';

export const endpoint = part('endpoint', {
  environment: z.object({
    /** A row of the operations table. */
    OPERATION: z.string().check(z.refine((name) => Object.hasOwn(operations, name))),
  }),
  connect: ({ OPERATION }) => ({ operation: OPERATION as OperationName }),
});
