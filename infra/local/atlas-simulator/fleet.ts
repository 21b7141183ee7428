/** The default fleet: data, not code. A production project with one source of each kind, and throw-away targets. */
import type { Deployment, Project } from './model.ts';

export const PRODUCTION: Project = { id: '6b00000000000000000000a1', name: 'production' };
export const RESTORE_TEST: Project = { id: '6b00000000000000000000b2', name: 'restore-test' };

/** Empty: drills make their targets here. */
export const DRILLS: Project = { id: '6b00000000000000000000c3', name: 'restore-drills' };

export type GivenDeployment = Pick<Deployment, 'id' | 'projectId' | 'name' | 'family'> & Partial<Deployment>;

const VERSION = '8.0.29';

const DEDICATED = {
  createdAt: Date.UTC(2026, 0, 15, 9, 30),
  mongoDBVersion: VERSION,
  topology: 'replicaSet',
  shards: 1,
  configServerType: 'EMBEDDED',
  instanceSize: 'M10',
  diskSizeGB: 30,
  region: 'US_EAST_1',
  hostSuffix: 'simul8',
  backupEnabled: true,
  pitEnabled: false,
  restoreWindowDays: 7,
  encryptionAtRestProvider: 'NONE',
  paused: false,
  terminationProtectionEnabled: false,
  tags: [],
} as const;
const SHARDED = { topology: 'shardedCluster', shards: 2 } as const;
const BY_FAMILY: Readonly<Record<Deployment['family'], Partial<Deployment>>> = {
  cluster: {},
  flex: { instanceSize: 'FLEX', diskSizeGB: 5 },
  serverless: { instanceSize: 'SERVERLESS', diskSizeGB: 1024 },
  tenant: { instanceSize: 'M2', diskSizeGB: 2 },
};
const PROTECTED = {
  terminationProtectionEnabled: true,
  tags: [{ key: 'environment', value: 'production' }],
};
const DISPOSABLE = { tags: [{ key: 'purpose', value: 'restore-test' }] };

/** Fills in what a deployment has in common with all others; its replica set prefix follows from its id. */
export function deployment(given: GivenDeployment): Deployment {
  return {
    ...DEDICATED,
    ...BY_FAMILY[given.family],
    replicaSetPrefix: `atlas-${given.id.slice(-6)}`,
    ...given,
  };
}

const source = (given: Omit<GivenDeployment, 'projectId'>) =>
  deployment({ ...PROTECTED, ...given, projectId: PRODUCTION.id });
const target = (given: Omit<GivenDeployment, 'projectId'>) =>
  deployment({ ...DISPOSABLE, ...given, projectId: RESTORE_TEST.id });

export const SOURCES: readonly Deployment[] = [
  source({ id: '6b000000000000000000c001', name: 'Orders', family: 'cluster', pitEnabled: true }),
  source({ id: '6b000000000000000000c002', name: 'Catalog', family: 'cluster', ...SHARDED }),
  source({ id: '6b000000000000000000c003', name: 'Accounts', family: 'flex' }),
  source({
    id: '6b000000000000000000c004',
    name: 'Events',
    family: 'serverless',
    pitEnabled: true,
  }),
  source({ id: '6b000000000000000000c005', name: 'Legacy', family: 'tenant' }),
];

export const TARGETS: readonly Deployment[] = [
  target({ id: '6b000000000000000000d001', name: 'restore-target', family: 'cluster' }),
  target({ id: '6b000000000000000000d002', name: 'restore-target-sharded', family: 'cluster', ...SHARDED }),
  target({ id: '6b000000000000000000d003', name: 'restore-target-flex', family: 'flex' }),
  target({
    id: '6b000000000000000000d004',
    name: 'restore-target-serverless',
    family: 'serverless',
  }),
  target({ id: '6b000000000000000000d005', name: 'restore-target-tenant', family: 'tenant' }),
  target({ id: '6b000000000000000000d006', name: 'paused-target', family: 'cluster', paused: true }),
  target({ id: '6b000000000000000000d007', name: 'old-target', family: 'cluster', mongoDBVersion: '7.0.31' }),
  target({ id: '6b000000000000000000d008', name: 'small-target', family: 'cluster', diskSizeGB: 10 }),
];
