import * as z from 'zod/mini';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const policy = part('policy', {
  environment: z.object({
    /** Whether data may be carried out of Atlas by download. */
    ALLOW_DOWNLOAD: z.enum(['true', 'false']),
    /** What a token must say for its holder to see links of downloads; absent where callers have no tokens. */
    DOWNLOAD_SCOPE: z.optional(filled),
    /** Whether restores are written into the chain of evidence; absent where there is none. */
    RESTORE_EVIDENCE: z.optional(z.enum(['true', 'false'])),
    /** Whether restored data can be read; absent where there is no way to it. */
    VERIFY_RESTORES: z.optional(z.enum(['true', 'false'])),
  }),
  connect: ({ ALLOW_DOWNLOAD, DOWNLOAD_SCOPE, RESTORE_EVIDENCE, VERIFY_RESTORES }) => ({
    policy: {
      allowDownload: ALLOW_DOWNLOAD === 'true',
      restoreEvidence: RESTORE_EVIDENCE === 'true',
      canVerify: VERIFY_RESTORES === 'true',
      ...(DOWNLOAD_SCOPE !== undefined && { downloadScope: DOWNLOAD_SCOPE }),
    },
  }),
});
