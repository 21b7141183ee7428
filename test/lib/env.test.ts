import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  EnvironmentInvalid,
  environment,
  type Need,
  parseEnvironment,
  readAtlasCredential,
  readEnvironment,
} from '../../lib/env.ts';

const SET: Readonly<Record<Need, Readonly<Record<string, string>>>> = {
  ledger: { LEDGER_TABLE: 'ledger' },
  atlas: { ATLAS_BASE_URL: 'https://cloud.mongodb.com', ATLAS_SECRET_ID: 'atlas' },
  workflows: { RESTORE_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:1:stateMachine:restore' },
  endpoint: { OPERATION: 'getCluster' },
  guard: {
    ALLOWED_TARGETS: '[{"projectId":"*","name":"drill-*","disposable":true}]',
    ALLOW_DOWNLOAD: 'false',
  },
};
const NEEDS = Object.keys(environment) as Need[];
const VARIABLES = NEEDS.flatMap((need) => Object.keys(SET[need]).map((name) => [need, name] as const));

afterEach(() => {
  vi.unstubAllEnvs();
});

function complaint(need: Need, variables: Readonly<Record<string, string | undefined>>): string {
  try {
    parseEnvironment(need, variables);
  } catch (error) {
    if (error instanceof EnvironmentInvalid) return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('the environment', () => {
  test('is read as its schema says', () => {
    expect(parseEnvironment('ledger', { ...SET.ledger, OTHER: 'x' })).toEqual({ LEDGER_TABLE: 'ledger' });
    expect(parseEnvironment('guard', SET.guard)).toEqual({
      ALLOWED_TARGETS: [{ projectId: '*', name: 'drill-*', disposable: true }],
      ALLOW_DOWNLOAD: 'false',
    });
  });

  test.each(VARIABLES)('of %s is not without %s, and says so', (need, name) => {
    const message = complaint(need, { ...SET[need], [name]: undefined });
    expect(message).toBe(`Environment variables are missing or wrong: ${name}.`);
  });

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
    ['neither true nor false', 'guard', { ALLOW_DOWNLOAD: LEAK }],
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
