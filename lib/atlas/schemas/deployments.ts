/** Clusters and Flex clusters, as far as restores look at them. */
import * as z from 'zod/mini';
import { links, page } from './common.ts';
import {
  optionalBoolean,
  optionalId,
  optionalInt,
  optionalNumber,
  optionalText,
  optionalTime,
} from './optional.ts';

const tags = z.optional(z.array(z.looseObject({ key: z.string(), value: z.string() })));

const hardwareSpec = z.looseObject({
  instanceSize: optionalText,
  nodeCount: optionalInt,
  diskSizeGB: optionalNumber,
});

/** Version 2024-08-05: one entry of `replicationSpecs` a shard, disk size inside `electableSpecs`. */
export const cluster = z.looseObject({
  id: optionalId,
  groupId: optionalId,
  name: z.string(),
  stateName: optionalText,
  paused: optionalBoolean,
  clusterType: optionalText,
  createDate: optionalTime,
  mongoDBVersion: optionalText,
  mongoDBMajorVersion: optionalText,
  featureCompatibilityVersion: optionalText,
  backupEnabled: optionalBoolean,
  pitEnabled: optionalBoolean,
  encryptionAtRestProvider: optionalText,
  configServerType: optionalText,
  terminationProtectionEnabled: optionalBoolean,
  replicationSpecs: z.optional(
    z.array(
      z.looseObject({
        regionConfigs: z.optional(
          z.array(
            z.looseObject({
              providerName: optionalText,
              regionName: optionalText,
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
  id: optionalId,
  groupId: optionalId,
  name: z.string(),
  stateName: optionalText,
  clusterType: optionalText,
  createDate: optionalTime,
  mongoDBVersion: optionalText,
  backupSettings: z.optional(z.looseObject({ enabled: optionalBoolean })),
  providerSettings: z.optional(
    z.looseObject({
      backingProviderName: optionalText,
      regionName: optionalText,
      diskSizeGB: optionalNumber,
    }),
  ),
  connectionStrings: z.optional(z.looseObject({})),
  terminationProtectionEnabled: optionalBoolean,
  tags,
  links,
});

export type FlexCluster = z.infer<typeof flexCluster>;

export const serverlessInstance = z.looseObject({
  id: optionalId,
  groupId: optionalId,
  name: z.string(),
  stateName: optionalText,
  createDate: optionalTime,
  mongoDBVersion: optionalText,
  terminationProtectionEnabled: optionalBoolean,
  connectionStrings: z.optional(z.looseObject({})),
  tags,
  links,
});

export const clusterPage = page(cluster);
export const flexClusterPage = page(flexCluster);
