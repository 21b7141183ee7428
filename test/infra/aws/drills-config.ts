/** Drills as somebody may configure them, for the tests of what is deployed for them. */
import type { AtlasRestoreConfigInput } from '../../../infra/aws/config/config.ts';

export const DRILL_PROJECT = '6b00000000000000000000c3';
const SOURCE_PROJECT = '6b00000000000000000000a1';

export const VPC = {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['eu-west-1a'],
  privateSubnetIds: ['subnet-0123456789abcdef0'],
  securityGroupIds: ['sg-0123456789abcdef0'],
};

export const PLAN = {
  name: 'orders',
  sources: [{ projectId: SOURCE_PROJECT, name: 'Orders' }],
  schedule: 'cron(0 2 ? * SUN *)',
  objectives: { rtoMinutes: 120, rpoMinutes: 1_440 },
};

export const DRILLS = {
  projectId: DRILL_PROJECT,
  network: { natEip: ['203.0.113.7/32'] },
  vpc: VPC,
  plans: [
    { ...PLAN, notify: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:drills' } },
    { ...PLAN, name: 'paused', schedule: 'rate(7 days)', enabled: false },
  ],
} satisfies AtlasRestoreConfigInput['drills'];
