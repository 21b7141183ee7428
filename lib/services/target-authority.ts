import * as z from 'zod/mini';
import { filled } from '../env.ts';
import { part } from './services.ts';

/** Of targets whose certificate no public authority has signed: on one machine. */
export const targetAuthority = part('targetAuthority', {
  environment: z.object({
    /** PEM. */
    TARGET_CA: z.optional(filled),
  }),
  connect: ({ TARGET_CA }) => ({ targetAuthority: TARGET_CA === undefined ? {} : { ca: TARGET_CA } }),
});
