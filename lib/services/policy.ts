import * as z from 'zod/mini';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const policy = part('policy', {
  environment: z.object({
    /** Whether data may be carried out of Atlas by download. */
    ALLOW_DOWNLOAD: z.enum(['true', 'false']),
    /** What a token must say for its holder to see links of downloads; absent where callers have no tokens. */
    DOWNLOAD_SCOPE: z.optional(filled),
  }),
  connect: ({ ALLOW_DOWNLOAD, DOWNLOAD_SCOPE }) => ({
    policy: {
      allowDownload: ALLOW_DOWNLOAD === 'true',
      ...(DOWNLOAD_SCOPE !== undefined && { downloadScope: DOWNLOAD_SCOPE }),
    },
  }),
});
