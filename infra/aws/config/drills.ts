/** What `drills` of the configuration may say beside the plans, and what only the whole of it can say. */
import * as z from 'zod/mini';
import { type PlanMistake, planMistakes } from '../../../lib/drills/plans/cross-checks.ts';
import { type DrillsConfig, drillsConfig } from '../../../lib/drills/plans/plan.ts';
import type { AllowedTargets } from '../../../lib/restores/target-guard.ts';
import { type VpcConfig, vpc } from './vpc.ts';

/** Nobody can take a COMPLIANCE lock back: a slip of a digit would be paid for for a lifetime. */
const MOST_LOCK_MONTHS = 120;

export const deployedDrills = z.extend(drillsConfig, {
  /**
   * Where the function runs that reads restored data: what its plans say as `network` must be the way out of it. Default:
   * the functions' own `vpc`.
   */
  vpc: z.optional(vpc),
  evidence: z.prefault(
    z.strictObject({
      /** COMPLIANCE: nobody deletes it before its time, not even the account's root. Default: COMPLIANCE. */
      lockMode: z._default(z.enum(['COMPLIANCE', 'GOVERNANCE']), 'COMPLIANCE'),
      /** Default: 25, two years and the month in which an auditor asks for them. */
      lockMonths: z._default(z.int().check(z.minimum(1), z.maximum(MOST_LOCK_MONTHS)), 25),
      /** A bucket of another account that takes the chain's end each day (docs/deploy.md). Default: the event alone. */
      checkpoints: z.optional(
        z.strictObject({
          bucket: z
            .string()
            .check(z.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket of S3')),
          account: z
            .string()
            .check(z.regex(/^\d{12}$/, 'must be the twelve digits of the account that owns it')),
        }),
      ),
    }),
    {},
  ),
  restores: z.prefault(
    z.strictObject({
      /** Ends of restores that are no part of a drill go into the chain too. Default: true. */
      evidence: z._default(z.boolean(), true),
    }),
    {},
  ),
});
export type DeployedDrills = z.output<typeof deployedDrills>;

/** As functions read it beside their code: plans, and nothing of where they are deployed. */
export function plansOf({
  vpc: _vpc,
  evidence: _evidence,
  restores: _restores,
  ...drills
}: DeployedDrills): DrillsConfig {
  return drills;
}

/** A rule's name, by which people find it, and by which all rules of plans are told from others. */
export const ruleNameOf = (name: string, plan: string): string => `${name}-drill-${plan}`;
/** EventBridge's limit. */
const LONGEST_RULE_NAME = 64;

interface Deployment {
  readonly name: string;
  readonly vpc?: VpcConfig | undefined;
  readonly allowedTargets: AllowedTargets;
  readonly drills?: DeployedDrills | undefined;
}

export function drillMistakes(deployment: Deployment): readonly PlanMistake[] {
  const { drills, allowedTargets, name } = deployment;
  if (drills === undefined) return [];
  const mistakes = [...planMistakes(plansOf(drills), allowedTargets, true)];
  const { verifyRestores, restores, network } = drills;
  if (verifyRestores && verifyRestores.network === undefined && network === undefined)
    mistakes.push({
      path: ['drills', 'verifyRestores', 'network'],
      message:
        'say how targets of restores are read, here or in drills.network: { natEip: [CIDR] } or { privateEndpoint: { id } }',
    });
  if (verifyRestores && !restores.evidence)
    mistakes.push({
      path: ['drills', 'restores', 'evidence'],
      message: 'is what says that a restore was verified: verifyRestores needs it',
    });
  if ((drills.plans.length > 0 || verifyRestores) && drills.vpc === undefined && deployment.vpc === undefined)
    mistakes.push({
      path: ['drills', 'vpc'],
      message:
        'say where the function that reads restored data runs, here or in vpc: Lambda’s own addresses change, and nobody lets them in',
    });
  for (const [at, plan] of drills.plans.entries())
    if (ruleNameOf(name, plan.name).length > LONGEST_RULE_NAME)
      mistakes.push({
        path: ['drills', 'plans', at, 'name'],
        message: `its rule would be called ${ruleNameOf(name, plan.name)}, and rules have at most ${LONGEST_RULE_NAME} characters`,
      });
  return mistakes;
}
