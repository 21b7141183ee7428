/** Clusters and Flex clusters, as far as restores look at them. */
import * as z from 'zod/mini';
import { dateTime, links, objectId } from './common.ts';

const tags = z.optional(z.array(z.looseObject({ key: z.string(), value: z.string() })));

const hardwareSpec = z.looseObject({
  instanceSize: z.optional(z.string()),
  nodeCount: z.optional(z.int()),
  diskSizeGB: z.optional(z.number()),
});

/** Version 2024-08-05: one entry of `replicationSpecs` a shard, disk size inside `electableSpecs`. */
export const cluster = z.looseObject({
  id: z.optional(objectId),
  groupId: z.optional(objectId),
  name: z.string(),
  stateName: z.optional(z.string()),
  paused: z.optional(z.boolean()),
  clusterType: z.optional(z.string()),
  createDate: z.optional(dateTime),
  mongoDBVersion: z.optional(z.string()),
  mongoDBMajorVersion: z.optional(z.string()),
  featureCompatibilityVersion: z.optional(z.string()),
  backupEnabled: z.optional(z.boolean()),
  pitEnabled: z.optional(z.boolean()),
  encryptionAtRestProvider: z.optional(z.string()),
  configServerType: z.optional(z.string()),
  terminationProtectionEnabled: z.optional(z.boolean()),
  replicationSpecs: z.optional(
    z.array(
      z.looseObject({
        regionConfigs: z.optional(
          z.array(
            z.looseObject({
              providerName: z.optional(z.string()),
              regionName: z.optional(z.string()),
              electableSpecs: z.optional(hardwareSpec),
            }),
          ),
        ),
      }),
    ),
  ),
  connectionStrings: z.optional(z.looseObject({})),
  tags,
  links,
});
export type Cluster = z.infer<typeof cluster>;

export const flexCluster = z.looseObject({
  id: z.optional(objectId),
  groupId: z.optional(objectId),
  name: z.string(),
  stateName: z.optional(z.string()),
  clusterType: z.optional(z.string()),
  createDate: z.optional(dateTime),
  mongoDBVersion: z.optional(z.string()),
  backupSettings: z.optional(z.looseObject({ enabled: z.optional(z.boolean()) })),
  providerSettings: z.optional(
    z.looseObject({
      backingProviderName: z.optional(z.string()),
      regionName: z.optional(z.string()),
      diskSizeGB: z.optional(z.number()),
    }),
  ),
  connectionStrings: z.optional(z.looseObject({})),
  terminationProtectionEnabled: z.optional(z.boolean()),
  tags,
  links,
});

export const serverlessInstance = z.looseObject({
  id: z.optional(objectId),
  groupId: z.optional(objectId),
  name: z.string(),
  stateName: z.optional(z.string()),
  createDate: z.optional(dateTime),
  mongoDBVersion: z.optional(z.string()),
  terminationProtectionEnabled: z.optional(z.boolean()),
  connectionStrings: z.optional(z.looseObject({})),
  tags,
  links,
});
