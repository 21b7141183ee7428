import * as z from 'zod/mini';

const idsOf = (kind: string, problem: string) =>
  z.array(z.string().check(z.regex(new RegExp(`^${kind}-[0-9a-f]+$`), problem))).check(z.minLength(1));

/** A network that is there already, for functions to run in. */
export const vpc = z.strictObject({
  vpcId: z.string().check(z.regex(/^vpc-[0-9a-f]+$/, 'must be the id of a VPC')),
  availabilityZones: z.array(z.string().check(z.minLength(1))).check(z.minLength(1)),
  privateSubnetIds: idsOf('subnet', 'must be ids of subnets'),
  securityGroupIds: idsOf('sg', 'must be ids of security groups'),
});
export type VpcConfig = z.output<typeof vpc>;
