/** What a drill makes in Atlas and takes away again: clusters, database users, custom roles, entries of the access list. */
import * as z from 'zod/mini';
import { dateTime, links } from './common.ts';
import { optionalBoolean, optionalInt, optionalText, optionalTime } from './optional.ts';

/** The first 23 characters are unique in a project. */
const clusterName = z.string().check(z.regex(/^[a-zA-Z0-9][a-zA-Z0-9-]*$/), z.maxLength(64));
const tags = z.optional(
  z.array(
    z.strictObject({
      key: z.string().check(z.minLength(1), z.maxLength(255)),
      value: z.string().check(z.minLength(1), z.maxLength(255)),
    }),
  ),
);

/** Version 2024-10-23: one entry of `replicationSpecs` a shard, disk size inside `electableSpecs`. */
export const clusterCreate = z.strictObject({
  name: clusterName,
  clusterType: z.enum(['REPLICASET', 'SHARDED', 'GEOSHARDED']),
  mongoDBMajorVersion: optionalText,
  backupEnabled: optionalBoolean,
  pitEnabled: optionalBoolean,
  terminationProtectionEnabled: optionalBoolean,
  encryptionAtRestProvider: z.optional(z.enum(['NONE', 'AWS', 'AZURE', 'GCP'])),
  configServerManagementMode: z.optional(z.enum(['ATLAS_MANAGED', 'FIXED_TO_DEDICATED'])),
  tags,
  replicationSpecs: z
    .array(
      z.strictObject({
        regionConfigs: z
          .array(
            z.strictObject({
              providerName: z.enum(['AWS', 'AZURE', 'GCP']),
              regionName: z.string().check(z.minLength(1)),
              priority: z.int().check(z.minimum(0), z.maximum(7)),
              electableSpecs: z.strictObject({
                instanceSize: z.string().check(z.regex(/^[MR]\d{1,3}(_NVME)?$/)),
                nodeCount: z.int().check(z.minimum(1), z.maximum(50)),
                diskSizeGB: z.optional(z.number().check(z.minimum(10), z.maximum(4_096))),
              }),
            }),
          )
          .check(z.minLength(1)),
      }),
    )
    .check(z.minLength(1)),
});

export const flexClusterCreate = z.strictObject({
  name: clusterName,
  providerSettings: z.strictObject({
    backingProviderName: z.enum(['AWS', 'AZURE', 'GCP']),
    regionName: z.string().check(z.minLength(1)),
  }),
  terminationProtectionEnabled: optionalBoolean,
  tags,
});

/** At most seven days ahead: Atlas removes the user or entry then by itself. */
const deleteAfterDate = z.optional(dateTime);

export const databaseUserCreate = z.strictObject({
  databaseName: z.enum(['admin', '$external']),
  username: z.string().check(z.minLength(1), z.maxLength(1_024)),
  password: z.optional(z.string().check(z.minLength(8))),
  roles: z
    .array(
      z.strictObject({
        roleName: z.string().check(z.minLength(1)),
        databaseName: z.string().check(z.minLength(1)),
        collectionName: optionalText,
      }),
    )
    .check(z.minLength(1)),
  scopes: z.optional(
    z.array(z.strictObject({ name: clusterName, type: z.enum(['CLUSTER', 'DATA_LAKE', 'STREAM']) })),
  ),
  deleteAfterDate,
  description: z.optional(z.string().check(z.maxLength(100))),
});

/** Never with its password. */
export const databaseUser = z.looseObject({
  databaseName: z.string(),
  username: z.string(),
  deleteAfterDate: optionalTime,
  links,
});

export const customRoleCreate = z.strictObject({
  roleName: z.string().check(z.regex(/^(?!xgen-)[A-Za-z0-9_-]+$/), z.maxLength(64)),
  actions: z.optional(
    z.array(
      z.strictObject({
        action: z.string().check(z.regex(/^[A-Z_]+$/)),
        resources: z.optional(
          z.array(
            z.strictObject({
              db: optionalText,
              collection: optionalText,
              cluster: optionalBoolean,
            }),
          ),
        ),
      }),
    ),
  ),
});
export const customRole = z.looseObject({ roleName: z.string() });

/** One of the three ways to say who. */
export const accessEntriesCreate = z
  .array(
    z.strictObject({
      ipAddress: optionalText,
      cidrBlock: optionalText,
      awsSecurityGroup: optionalText,
      comment: z.optional(z.string().check(z.maxLength(80))),
      deleteAfterDate,
    }),
  )
  .check(z.minLength(1));
export const accessEntry = z.looseObject({
  cidrBlock: optionalText,
  ipAddress: optionalText,
  comment: optionalText,
  deleteAfterDate: optionalTime,
});
/** Entries have no id: they are told apart by what they let in. */
export const accessList = z.looseObject({ links, results: z.array(accessEntry), totalCount: optionalInt });
/** Atlas writes it in capitals. */
export const accessEntryStatus = z.looseObject({ STATUS: z.string() });
