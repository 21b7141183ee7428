/** A project's Backup Compliance Policy, as far as it bears on snapshots that are taken on demand. */
import * as z from 'zod/mini';
import { optionalText, optionalValue } from './optional.ts';

export const compliancePolicy = z.looseObject({
  projectId: optionalText,
  state: optionalText,
  onDemandPolicyItem: z.nullish(
    z.looseObject({ retentionUnit: optionalText, retentionValue: z.nullish(z.number()) }),
  ),
  scheduledPolicyItems: optionalValue,
});
