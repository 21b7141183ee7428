/** The configuration: defaults, and a sentence that names the field for every mistake. */
import { expect, test } from 'vitest';
import shipped from '../../../atlas-restore.config.ts';
import { ConfigInvalid, readConfig } from '../../../infra/aws/config/config.ts';
import { plansOf } from '../../../infra/aws/config/drills.ts';
import { drillsConfig } from '../../../lib/drills/plans/plan.ts';
import { DRILLS, PLAN, VPC } from './drills-config.ts';

test('the one that is shipped deploys, and lets nothing be overwritten', () => {
  expect(readConfig(shipped)).toMatchObject({
    name: 'atlas-restore',
    allowedTargets: [],
    allowDownload: false,
    authorization: { type: 'iam' },
    retainData: true,
  });
});

const PROJECT = '0123456789abcdef01234567';
test.each<[object, string]>([
  [{ nme: 'x' }, 'nme is not a field.'],
  [{ name: '1x' }, 'name: must begin with a letter'],
  [{ allowedTargets: [{ projectId: 'x', name: 'a' }] }, 'allowedTargets.0.projectId: '],
  [{ allowedTargets: [{ projectId: PROJECT }] }, 'allowedTargets.0.name: '],
  [
    { allowedTargets: [{ projectId: PROJECT, name: 'a', dispsable: true }] },
    'allowedTargets.0.dispsable is not a field.',
  ],
  [
    { allowedTargets: Array.from({ length: 50 }, (_, n) => ({ projectId: PROJECT, name: `t${n}` })) },
    'allowedTargets: as JSON it must fit into 3000 characters',
  ],
  [{ atlas: { baseUrl: 'cloud' } }, 'atlas.baseUrl: '],
  [{ atlas: { readerSecret: { arn: 'x' } } }, 'atlas.readerSecret.arn: must be an ARN of secretsmanager.'],
  [
    { atlas: { restorerSecret: { create: true, rotateEveryDays: 0 } } },
    'atlas.restorerSecret.rotateEveryDays: ',
  ],
  [{ authorization: { type: 'none' } }, 'authorization.type: '],
  [{ authorization: { type: 'jwt', audience: ['a'] } }, 'authorization.issuer: '],
  [{ authorization: { type: 'jwt', issuer: 'http://x.example', audience: ['a'] } }, 'authorization.issuer: '],
  [{ authorization: { type: 'jwt', issuer: 'https://x.example', audience: [] } }, 'authorization.audience: '],
  [{ throttling: { rate: 0 } }, 'throttling.rate: '],
  [{ logRetentionDays: 2 }, 'logRetentionDays: '],
  [{ corsOrigins: ['*'] }, 'corsOrigins.0: '],
  [{ vpc: { vpcId: 'x' } }, 'vpc.vpcId: must be the id of a VPC.'],
  [{ alarmTopicArn: 'ops' }, 'alarmTopicArn: must be an ARN of sns.'],
  [{ allowDownload: 'yes' }, 'allowDownload: '],
])('%o: %s', (config, sentence) => {
  expect(() => readConfig(config)).toThrow(ConfigInvalid);
  expect(() => readConfig(config)).toThrow(sentence);
});

const { network: _, ...withoutNetwork } = DRILLS;
const { vpc: __, ...withoutVpc } = DRILLS;
const standing = { ...PLAN, target: { standing: { name: 'drill-here' } } };
test.each<[string, object, string]>([
  [
    'no way to the targets',
    { drills: withoutNetwork },
    'atlas-restore.config.ts: drills.plans.0.network: say how verify reaches targets',
  ],
  ['no network to read them from', { drills: withoutVpc }, 'drills.vpc: say where the function'],
  [
    'a target that the allow-list does not name',
    { drills: { ...DRILLS, plans: [standing] } },
    'drills.plans.0.target.standing.name: ',
  ],
  ['two plans of a name', { drills: { ...DRILLS, plans: [PLAN, PLAN] } }, 'drills.plans.1.name: '],
  [
    'names that make too long a name together',
    { name: 'n'.repeat(40), drills: { ...DRILLS, plans: [{ ...PLAN, name: 'p'.repeat(32) }] } },
    'drills.plans.0.name: its rule would be called ',
  ],
  ['a field that is none', { drills: { ...DRILLS, evidnce: {} } }, 'drills.evidnce is not a field.'],
  [
    'a lock that is none',
    { drills: { ...DRILLS, evidence: { lockMode: 'NONE' } } },
    'drills.evidence.lockMode: ',
  ],
  [
    'a lock for a lifetime',
    { drills: { ...DRILLS, evidence: { lockMonths: 250 } } },
    'drills.evidence.lockMonths: ',
  ],
  [
    'a bucket for checkpoints that is none',
    { drills: { ...DRILLS, evidence: { checkpoints: { bucket: 'No', account: '111122223333' } } } },
    'drills.evidence.checkpoints.bucket: must be the name of a bucket of S3',
  ],
  [
    'a bucket of nobody',
    { drills: { ...DRILLS, evidence: { checkpoints: { bucket: 'elsewhere', account: '1' } } } },
    'drills.evidence.checkpoints.account: must be the twelve digits',
  ],
  [
    'no schedule',
    { drills: { ...DRILLS, plans: [{ ...PLAN, schedule: 'daily' }] } },
    'drills.plans.0.schedule: ',
  ],
])('drills with %s are refused', (_name, config, sentence) => {
  expect(() => readConfig(config)).toThrow(ConfigInvalid);
  expect(() => readConfig(config)).toThrow(sentence);
});

test('drills may run in the network of all functions, and need none before there are plans', () => {
  expect(readConfig({ vpc: VPC, drills: withoutVpc }).drills?.vpc).toBeUndefined();
  expect(readConfig({ drills: { projectId: PROJECT } }).drills).toMatchObject({
    evidence: { lockMode: 'COMPLIANCE', lockMonths: 25 },
  });
});

test('what functions are given of the plans is what they read', () => {
  const { drills } = readConfig({ drills: DRILLS });
  const given = plansOf(drills as NonNullable<typeof drills>);
  expect(drillsConfig.parse(JSON.parse(JSON.stringify(given)))).toEqual(given);
});

test('all mistakes are said at once', () => {
  expect(() => readConfig({ name: '', logRetentionDays: 2 })).toThrow(/name: .*logRetentionDays: /s);
});

test('what is no configuration at all is said so', () => {
  expect(() => readConfig('x')).toThrow('The configuration: ');
});
