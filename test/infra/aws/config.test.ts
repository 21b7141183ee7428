/** The configuration: defaults, and a sentence that names the field for every mistake. */
import { expect, test } from 'vitest';
import shipped from '../../../atlas-restore.config.ts';
import { ConfigInvalid, readConfig } from '../../../infra/aws/config/config.ts';

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

test('all mistakes are said at once', () => {
  expect(() => readConfig({ name: '', logRetentionDays: 2 })).toThrow(/name: .*logRetentionDays: /s);
});

test('what is no configuration at all is said so', () => {
  expect(() => readConfig('x')).toThrow('The configuration: ');
});
