/** The event's detail, for its JSON schema and for whoever wants to check one. */
import * as z from 'zod/mini';
import { restoreFields } from '../restores/view-schemas.ts';

export const restoreEvent = z.object({
  eventId: z.string().check(z.regex(/^.+#[A-Z_]+$/)),
  ...restoreFields,
});
