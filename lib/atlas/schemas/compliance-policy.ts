/**
 * A project's Backup Compliance Policy. Every endpoint loads this and none of them needs it: what lies in its members
 * is looked at where it is used (`lib/restores/compliance-policy.ts`).
 */
import * as z from 'zod/mini';
import { optionalValue } from './optional.ts';

export const compliancePolicy = z.looseObject({ onDemandPolicyItem: optionalValue });
