import * as z from 'zod/mini';
import { part } from './services.ts';

export const policy = part('policy', {
  environment: z.object({
    /** Whether data may be carried out of Atlas by download. */
    ALLOW_DOWNLOAD: z.enum(['true', 'false']),
  }),
  connect: ({ ALLOW_DOWNLOAD }) => ({ policy: { allowDownload: ALLOW_DOWNLOAD === 'true' } }),
});
