/** The event's detail, for its JSON schema and for whoever wants to check one. */
import * as z from 'zod/mini';
import { restoreFields } from '../restores/view-schemas.ts';
import { VERIFICATION_EVENT_VERSION } from './verification-event.ts';

export const verificationEvent = z.object({
  schemaVersion: z.literal(VERIFICATION_EVENT_VERSION),
  eventId: z.string().check(z.regex(/^.+#VERIFIED$/)),
  sequence: z.int().check(z.minimum(1)),
  ...restoreFields,
});
