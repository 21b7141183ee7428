/** Projects, which Atlas' paths call groups. */
import * as z from 'zod/mini';
import { links, objectId, page } from './common.ts';
import { optionalText, optionalTime } from './optional.ts';

const project = z.looseObject({
  id: objectId,
  name: z.string(),
  orgId: optionalText,
  created: optionalTime,
  links,
});

export const projectPage = page(project);
