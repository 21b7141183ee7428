import { afterEach, describe, expect, test, vi } from 'vitest';
import { EnvironmentInvalid, parseEnvironment, readAtlasCredential, readEnvironment } from '../../lib/env.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { checkpoints } from '../../lib/services/checkpoints.ts';
import { coverageLedger } from '../../lib/services/coverage-ledger.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { drillWorkflows } from '../../lib/services/drill-workflows.ts';
import { endpoint } from '../../lib/services/endpoint.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { following } from '../../lib/services/following.ts';
import { guard } from '../../lib/services/guard.ts';
import { issuer } from '../../lib/services/issuer.ts';
import { ledger } from '../../lib/services/ledger.ts';
import { owner } from '../../lib/services/owner.ts';
import { password } from '../../lib/services/password.ts';
import { plans } from '../../lib/services/plans.ts';
import { policy } from '../../lib/services/policy.ts';
import { restorer } from '../../lib/services/restorer.ts';
import type { Need, Parts } from '../../lib/services/services.ts';
import { surroundings } from '../../lib/services/surroundings.ts';
import { targetAuthority } from '../../lib/services/target-authority.ts';
import { verificationWorkflows } from '../../lib/services/verification-workflows.ts';
import { workflows } from '../../lib/services/workflows.ts';

const parts: Parts<Need> = {
  announcing,
  issuer,
  ledger,
  atlas,
  workflows,
  guard,
  policy,
  endpoint,
  following,
  drillLedger,
  coverageLedger,
  drillWorkflows,
  evidence,
  checkpoints,
  owner,
  password,
  plans,
  restorer,
  surroundings,
  targetAuthority,
  verificationWorkflows,
};

const FOLLOWED = {
  LEDGER_TABLE: 'ledger',
  EVENT_BUS_NAME: 'default',
  RESTORE_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:1:stateMachine:restore',
  ALLOWED_TARGETS: '[{"projectId":"*","name":"drill-*","disposable":true}]',
};
const SET: Readonly<Record<Need, Readonly<Record<string, string>>>> = {
  announcing: { LEDGER_TABLE: 'ledger', EVENT_BUS_NAME: 'default' },
  ledger: { LEDGER_TABLE: 'ledger' },
  atlas: { ATLAS_BASE_URL: 'https://cloud.mongodb.com', ATLAS_SECRET_ID: 'atlas' },
  workflows: { RESTORE_STATE_MACHINE_ARN: FOLLOWED.RESTORE_STATE_MACHINE_ARN },
  endpoint: { OPERATION: 'getCluster' },
  issuer: { TOKEN_ENDPOINT: 'https://login.example.com/token' },
  guard: { ALLOWED_TARGETS: FOLLOWED.ALLOWED_TARGETS },
  policy: { ALLOW_DOWNLOAD: 'false' },
  following: { OPERATION: 'createClusterRestoreJob', ...FOLLOWED },
  drillLedger: { LEDGER_TABLE: 'ledger' },
  coverageLedger: { LEDGER_TABLE: 'ledger' },
  drillWorkflows: { DRILL_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:1:stateMachine:drill' },
  evidence: {
    EVIDENCE_BUCKET: 'evidence',
    EVIDENCE_LOCK_MODE: 'COMPLIANCE',
    EVIDENCE_LOCK_MONTHS: '25',
    EVIDENCE_KEY_ARN: 'arn:aws:kms:eu-west-1:1:key/1',
    LEDGER_TABLE: 'ledger',
  },
  checkpoints: { EVENT_BUS_NAME: 'default' },
  owner: { ATLAS_BASE_URL: 'https://cloud.mongodb.com', OWNER_SECRET_ID: 'owner' },
  password: { OWNER_SECRET_ID: 'owner' },
  plans: { DRILLS_FILE: 'drills.json' },
  surroundings: { ATLAS_BASE_URL: 'https://cloud.mongodb.com' },
  restorer: { ATLAS_BASE_URL: 'https://cloud.mongodb.com', ATLAS_SECRET_ID: 'restorer' },
  targetAuthority: {},
  verificationWorkflows: {},
};
const NEEDS = Object.keys(parts) as Need[];
const VARIABLES = NEEDS.flatMap((need) => Object.keys(SET[need]).map((name) => [need, name] as const));

afterEach(() => {
  vi.unstubAllEnvs();
});

const parse = (need: Need, variables: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(parts[need].environment, variables);

function complaint(need: Need, variables: Readonly<Record<string, string | undefined>>): string {
  try {
    parse(need, variables);
  } catch (error) {
    if (error instanceof EnvironmentInvalid) return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('the environment', () => {
  test('is read as its schema says', () => {
    expect(parse('ledger', { ...SET.ledger, OTHER: 'x' })).toEqual({ LEDGER_TABLE: 'ledger' });
    expect(parse('guard', SET.guard)).toEqual({
      ALLOWED_TARGETS: [{ projectId: '*', name: 'drill-*', disposable: true }],
    });
  });

  test.each(VARIABLES)('of %s is not without %s, and says so', (need, name) => {
    const message = complaint(need, { ...SET[need], [name]: undefined });
    expect(message).toBe(`Environment variables are missing or wrong: ${name}.`);
  });

  test.each(['createClusterRestoreJob', 'createCollectionRestoreJob', 'cancelClusterRestoreJob'])(
    'of %s has what following restores takes',
    (OPERATION) => {
      expect(complaint('following', { OPERATION })).toContain(Object.keys(FOLLOWED).join(', '));
    },
  );

  test.each(['getCluster', 'listFlexRestoreJobs', 'takeClusterSnapshot'])(
    'of %s does without',
    (OPERATION) => {
      expect(parse('following', { OPERATION })).toEqual({ OPERATION });
    },
  );

  test.each(VARIABLES)('of %s is not with an empty %s', (need, name) => {
    expect(complaint(need, { ...SET[need], [name]: '' })).toContain(name);
  });

  const LEAK = 'hunter2-do-not-tell';
  test.each<[string, Need, Record<string, string>]>([
    ['no URL', 'atlas', { ATLAS_BASE_URL: LEAK }],
    ['no JSON', 'guard', { ALLOWED_TARGETS: LEAK }],
    ['other JSON', 'guard', { ALLOWED_TARGETS: JSON.stringify({ name: LEAK }) }],
    ['a wrong entry', 'guard', { ALLOWED_TARGETS: JSON.stringify([{ projectId: LEAK, name: 5 }]) }],
    ['an unknown attribute', 'guard', { ALLOWED_TARGETS: JSON.stringify([{ [LEAK]: 1 }]) }],
    ['neither true nor false', 'policy', { ALLOW_DOWNLOAD: LEAK }],
  ])('is named once and never quoted where it is wrong (%s)', (_, need, wrong) => {
    const [name] = Object.keys(wrong);
    expect(complaint(need, { ...SET[need], ...wrong })).toBe(
      `Environment variables are missing or wrong: ${name}.`,
    );
  });

  test('has every wrong variable named at once', () => {
    expect(complaint('atlas', {})).toContain('ATLAS_BASE_URL, ATLAS_SECRET_ID');
  });

  test('is the one of the process', () => {
    vi.stubEnv('LEDGER_TABLE', 'from-the-process');
    expect(readEnvironment()).toMatchObject({ LEDGER_TABLE: 'from-the-process' });
  });
});

describe('the credential of one machine', () => {
  const ACCOUNT = { MONGODB_ATLAS_CLIENT_ID: 'id', MONGODB_ATLAS_CLIENT_SECRET: 'secret' };
  const KEY = { MONGODB_ATLAS_PUBLIC_API_KEY: 'public', MONGODB_ATLAS_PRIVATE_API_KEY: 'private' };
  const account = { kind: 'serviceAccount', clientId: 'id', clientSecret: 'secret' };
  const key = { kind: 'apiKey', publicKey: 'public', privateKey: 'private' };

  test.each<[string, Record<string, string>, object | undefined]>([
    ['a service account', ACCOUNT, account],
    ['an API key', KEY, key],
    ['the account where both are there', { ...ACCOUNT, ...KEY }, account],
    ['the key where the account is only half there', { ...KEY, MONGODB_ATLAS_CLIENT_ID: 'id' }, key],
    ['none', {}, undefined],
    [
      'none where its halves do not fit',
      { MONGODB_ATLAS_CLIENT_ID: 'id', MONGODB_ATLAS_PRIVATE_API_KEY: 'x' },
      undefined,
    ],
    ['none where it is empty', { ...ACCOUNT, MONGODB_ATLAS_CLIENT_SECRET: '' }, undefined],
  ])('is %s', (_, variables, credential) => {
    for (const name of Object.keys({ ...ACCOUNT, ...KEY })) vi.stubEnv(name, variables[name]);
    expect(readAtlasCredential()).toEqual(credential);
  });
});
