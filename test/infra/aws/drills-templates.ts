/** What the tests of drills look at: synthesizing takes its time, so these are few. */
import { expect } from 'vitest';
import { DRILL_PROJECT, DRILLS, PLAN, VPC } from './drills-config.ts';
import { type Json, resourcesOf, templatesOf } from './template.ts';

const usual = templatesOf({ drills: { ...DRILLS, verifyRestores: {} } });
export const { service } = usual;
export const template = usual.drills;

export const OWN_VPC = { ...VPC, vpcId: 'vpc-11', privateSubnetIds: ['subnet-11'] };
/** All that can be said otherwise, in one. */
export const other = templatesOf({
  drills: {
    ...DRILLS,
    vpc: OWN_VPC,
    evidence: {
      lockMode: 'GOVERNANCE',
      lockMonths: 2,
      checkpoints: { bucket: 'evidence-elsewhere', account: '111122223333' },
    },
    restores: { evidence: false },
    plans: Array.from({ length: 20 }, (_, at) => ({ ...PLAN, name: `plan-${at}` })),
  },
  vpc: VPC,
  // Nearly as long as it may be.
  allowedTargets: Array.from({ length: 32 }, (_, at) => ({
    projectId: DRILL_PROJECT,
    name: `${'t'.repeat(20)}-${at}`,
  })),
  customerManagedKey: true,
  retainData: false,
});
/** Nothing but what must be said. */
export const least = templatesOf({ drills: { projectId: DRILL_PROJECT }, vpc: VPC }).drills;

export const only = (type: string, of = template, like = /./): Json => {
  const found = resourcesOf(of, type).filter(([id]) => like.test(id));
  expect(found).toHaveLength(1);
  return found[0]?.[1];
};
