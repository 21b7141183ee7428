import { describe, expect, test } from 'vitest';
import { checkTarget } from '../../../lib/restores/compatibility.ts';
import type { DeploymentFacts, Snapshot } from '../../../lib/restores/families/family.ts';

const GB = 1024 ** 3;
const CLUSTER: DeploymentFacts = {
  family: 'cluster',
  state: 'IDLE',
  paused: false,
  sharded: false,
  shards: 1,
  mongoDBVersion: '8.0.29',
  diskBytes: 30 * GB,
  encryptionProvider: 'NONE',
  configServerType: 'EMBEDDED',
  backups: true,
  pointInTime: false,
  terminationProtected: false,
};
const SHARDED: DeploymentFacts = { ...CLUSTER, sharded: true, shards: 3, configServerType: 'DEDICATED' };
const FLEX: DeploymentFacts = {
  family: 'flex',
  state: 'IDLE',
  paused: false,
  sharded: false,
  mongoDBVersion: '8.0.29',
  backups: true,
  pointInTime: false,
  terminationProtected: false,
};
const SNAPSHOT: Snapshot = { id: 's', completed: true, fallback: false };

type Facts = Partial<DeploymentFacts>;
const codes = (source: DeploymentFacts, target: DeploymentFacts, snapshot?: Partial<Snapshot>) =>
  checkTarget(source, target, snapshot && { ...SNAPSHOT, ...snapshot }).map(({ code }) => code);

describe('dedicated onto dedicated', () => {
  test.each<[string, Facts, Facts, Partial<Snapshot>]>([
    ['an equal target', {}, {}, {}],
    ['a newer major version', {}, { mongoDBVersion: '9.0.1' }, {}],
    ['an older patch release', {}, { mongoDBVersion: '8.0.1' }, { mongoDBVersion: '8.0.29' }],
    ['10 after 9, by number and not by text', { mongoDBVersion: '9.3.0' }, { mongoDBVersion: '10.0.0' }, {}],
    ['a backup that just fits', {}, { diskBytes: 5 * GB }, { sizeBytes: 5 * GB }],
    ['the same encryption', { encryptionProvider: 'AWS' }, { encryptionProvider: 'AWS' }, {}],
    ['a target that is being changed', {}, { state: 'UPDATING' }, {}],
    [
      'a source that has got shards since, by the shards of the backup',
      { ...SHARDED, shards: 4 },
      SHARDED,
      { shards: 3 },
    ],
    [
      'a source upgraded since, by the version of the backup',
      { mongoDBVersion: '9.0.0' },
      {},
      { mongoDBVersion: '8.0.1' },
    ],
  ])('accepts %s', (_, source, target, snapshot) => {
    expect(codes({ ...CLUSTER, ...source }, { ...CLUSTER, ...target }, snapshot)).toEqual([]);
  });

  test.each<[string, Facts, Facts, Partial<Snapshot>, string]>([
    ['a paused target', {}, { paused: true }, {}, 'CLUSTER_PAUSED_CANNOT_RESTORE'],
    ['a target being made', {}, { state: 'CREATING' }, {}, 'TARGET_NOT_READY'],
    ['a target being deleted', {}, { state: 'DELETING' }, {}, 'TARGET_NOT_READY'],
    ['a deleted target', {}, { state: 'DELETED' }, {}, 'TARGET_NOT_READY'],
    ['sharded onto a replica set', SHARDED, {}, {}, 'TARGET_TOPOLOGY_MISMATCH'],
    ['a replica set onto sharded', {}, SHARDED, {}, 'TARGET_TOPOLOGY_MISMATCH'],
    ['another number of shards', SHARDED, { ...SHARDED, shards: 2 }, {}, 'TARGET_SHARD_COUNT_MISMATCH'],
    ['shards added since the backup', SHARDED, SHARDED, { shards: 2 }, 'TARGET_SHARD_COUNT_MISMATCH'],
    [
      'other config servers',
      SHARDED,
      { ...SHARDED, configServerType: 'EMBEDDED' },
      {},
      'TARGET_CONFIG_SERVER_MISMATCH',
    ],
    [
      'other config servers than the backup had',
      SHARDED,
      SHARDED,
      { configServerType: 'EMBEDDED' },
      'TARGET_CONFIG_SERVER_MISMATCH',
    ],
    ['an older version', {}, { mongoDBVersion: '7.0.31' }, {}, 'TARGET_VERSION_TOO_OLD'],
    [
      'an older version than the backup',
      { mongoDBVersion: '7.0.0' },
      {},
      { mongoDBVersion: '8.1.0' },
      'TARGET_VERSION_TOO_OLD',
    ],
    [
      'a backup larger than the disk',
      {},
      { diskBytes: 5 * GB },
      { sizeBytes: 5 * GB + 1 },
      'DISK_SIZE_GB_TOO_SMALL',
    ],
    [
      'another encryption',
      { encryptionProvider: 'AWS' },
      { encryptionProvider: 'NONE' },
      {},
      'INVALID_SNAPSHOT_RESTORE_ENCRYPTION',
    ],
    ['a Flex target', {}, FLEX, {}, 'TARGET_FAMILY_MISMATCH'],
    ['a serverless target', {}, { family: 'serverless' }, {}, 'TARGET_FAMILY_MISMATCH'],
    ['a shared target', {}, { family: 'tenant' }, {}, 'TARGET_FAMILY_MISMATCH'],
  ])('refuses %s', (_, source, target, snapshot, code) => {
    expect(codes({ ...CLUSTER, ...source }, { ...CLUSTER, ...target }, snapshot)).toEqual([code]);
  });

  test('does not hold against a restore what Atlas does not tell', () => {
    const { state: _1, mongoDBVersion: _2, diskBytes: _3, encryptionProvider: _4, ...silent } = CLUSTER;
    expect(codes(CLUSTER, silent, { mongoDBVersion: '9.0.0', sizeBytes: 99 * GB })).toEqual([]);
    expect(codes({ ...silent, encryptionProvider: 'AWS' }, silent)).toEqual([]);
    const { shards: _5, configServerType: _6, ...silentShards } = SHARDED;
    expect(codes(SHARDED, silentShards, {})).toEqual([]);
  });

  test('names everything that is wrong at once', () => {
    const target = { ...SHARDED, shards: 2, mongoDBVersion: '7.0.0', diskBytes: GB };
    expect(codes(SHARDED, target, { sizeBytes: 2 * GB })).toEqual([
      'TARGET_SHARD_COUNT_MISMATCH',
      'TARGET_VERSION_TOO_OLD',
      'DISK_SIZE_GB_TOO_SMALL',
    ]);
  });

  test('says nothing more of a target of the wrong kind', () => {
    expect(codes(SHARDED, { ...FLEX, state: 'CREATING' })).toEqual([
      'TARGET_NOT_READY',
      'TARGET_FAMILY_MISMATCH',
    ]);
  });
});

describe('Flex and tenants', () => {
  test.each<[string, Facts, Facts]>([
    ['Flex onto Flex', {}, {}],
    ['Flex onto a dedicated replica set', {}, { ...CLUSTER }],
    ['a tenant onto Flex, to which tenants were moved', { family: 'tenant' }, {}],
    ['Flex onto a tenant', {}, { family: 'tenant' }],
    ['another patch release', {}, { mongoDBVersion: '8.0.1' }],
  ])('accepts %s', (_, source, target) => {
    expect(codes({ ...FLEX, ...source }, { ...FLEX, ...target }, {})).toEqual([]);
  });

  test.each<[string, Facts, Facts, string]>([
    ['a target that is not idle', {}, { state: 'UPDATING' }, 'TENANT_RESTORE_DESTINATION_UNAVAILABLE'],
    ['a target being made', {}, { state: 'CREATING' }, 'TARGET_NOT_READY'],
    ['a sharded target', {}, { ...SHARDED }, 'TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY'],
    [
      'an encrypted target',
      {},
      { ...CLUSTER, encryptionProvider: 'AZURE' },
      'TENANT_RESTORE_DESTINATION_ENCRYPTION',
    ],
    ['a newer version', {}, { mongoDBVersion: '8.1.0' }, 'TENANT_RESTORE_VERSION_MISMATCH'],
    ['onto serverless', {}, { family: 'serverless' }, 'TARGET_FAMILY_MISMATCH'],
  ])('refuse %s', (_, source, target, code) => {
    expect(codes({ ...FLEX, ...source }, { ...FLEX, ...target }, {})).toEqual([code]);
  });

  test('go by the version of the backup where it is known', () => {
    expect(codes({ ...FLEX, mongoDBVersion: '8.1.0' }, FLEX, { mongoDBVersion: '8.0.1' })).toEqual([]);
  });
});

test('every refusal names the target, and conflicts are 409', () => {
  const refusals = [
    ...checkTarget(CLUSTER, { ...CLUSTER, state: 'DELETING' }, undefined),
    ...checkTarget(FLEX, { ...FLEX, state: 'REPAIRING' }, undefined),
    ...checkTarget(CLUSTER, { ...CLUSTER, paused: true }, undefined),
  ];
  expect(refusals.map(({ field, status }) => [field, status])).toEqual([
    ['target.name', 409],
    ['target.name', 409],
    ['target.name', 400],
  ]);
});
