import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { CredentialInvalid } from '../../../lib/atlas/credentials.ts';
import { Secrets } from '../../../lib/aws/secrets.ts';
import { Workflows } from '../../../lib/aws/workflows.ts';
import { requestOf } from './records.ts';

describe('starting a restore', () => {
  const ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:restore';
  const functions = mockClient(SFNClient);
  const workflows = new Workflows(ARN, LOCAL_SETTINGS);

  // Workers are shared between files: the class must be whole again for the next.
  afterAll(() => {
    functions.restore();
  });
  beforeEach(() => {
    functions.reset();
  });

  test('the execution is named after the restore and gets the request', async () => {
    functions.on(StartExecutionCommand).resolves({});
    const request = requestOf({ reason: 'ä' });
    await workflows.start('restore-1', request);
    const [call] = functions.commandCalls(StartExecutionCommand);
    const { input, ...rest } = call?.args[0].input ?? {};
    expect(rest).toEqual({ stateMachineArn: ARN, name: 'restore-1' });
    expect(JSON.parse(input ?? '')).toEqual(request);
  });

  test('one that is there already is success', async () => {
    functions
      .on(StartExecutionCommand)
      .rejects(new ExecutionAlreadyExists({ message: 'It has ended.', $metadata: {} }));
    await expect(workflows.start('restore-1', requestOf())).resolves.toBeUndefined();
  });

  test.each(['StateMachineDoesNotExist', 'ExecutionLimitExceeded', 'ThrottlingException'])(
    '%s is not',
    async (name) => {
      functions.on(StartExecutionCommand).rejects(Object.assign(new Error('No.'), { name }));
      await expect(workflows.start('restore-1', requestOf())).rejects.toMatchObject({ name });
    },
  );
});

describe('reading the credential', () => {
  const manager = mockClient(SecretsManagerClient);
  const ACCOUNT = { clientId: 'mdb_sa_id_1', clientSecret: 'mdb_sa_sk_very-secret' };
  const KEY = { publicKey: 'public', privateKey: 'very-secret-too' };
  const MINUTE_MS = 60_000;

  afterAll(() => {
    manager.restore();
  });
  beforeEach(() => {
    manager.reset();
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function holds(...secrets: unknown[]): Secrets {
    const texts = secrets.map((secret) => (typeof secret === 'string' ? secret : JSON.stringify(secret)));
    const [first, ...rest] = texts;
    const read = manager.on(GetSecretValueCommand).resolvesOnce({ SecretString: first });
    for (const text of rest) read.resolvesOnce({ SecretString: text });
    read.rejects(new Error('It was read too often.'));
    return new Secrets(LOCAL_SETTINGS);
  }

  describe('the Atlas credential', () => {
    test.each<[string, object, object]>([
      ['a service account', ACCOUNT, { kind: 'serviceAccount', ...ACCOUNT }],
      ['an API key', KEY, { kind: 'apiKey', ...KEY }],
      ['both, of which the account counts', { ...KEY, ...ACCOUNT }, { kind: 'serviceAccount', ...ACCOUNT }],
      ['more than is needed', { ...ACCOUNT, note: 'x' }, { kind: 'serviceAccount', ...ACCOUNT }],
    ])('is %s', async (_, secret, credential) => {
      await expect(holds(secret).atlasCredential('atlas', false)).resolves.toEqual(credential);
      expect(manager.commandCalls(GetSecretValueCommand)[0]?.args[0].input).toEqual({ SecretId: 'atlas' });
    });

    test('is read once in five minutes', async () => {
      const secrets = holds(ACCOUNT, KEY);
      await secrets.atlasCredential('atlas', false);
      vi.advanceTimersByTime(5 * MINUTE_MS - 1);
      await expect(secrets.atlasCredential('atlas', false)).resolves.toMatchObject(ACCOUNT);
      expect(manager.calls()).toHaveLength(1);
      vi.advanceTimersByTime(1);
      await expect(secrets.atlasCredential('atlas', false)).resolves.toMatchObject(KEY);
      expect(manager.calls()).toHaveLength(2);
    });

    test('is read anew when Atlas has refused it, and then kept', async () => {
      const secrets = holds(ACCOUNT, KEY);
      await secrets.atlasCredential('atlas', false);
      await expect(secrets.atlasCredential('atlas', true)).resolves.toMatchObject(KEY);
      await expect(secrets.atlasCredential('atlas', false)).resolves.toMatchObject(KEY);
      expect(manager.calls()).toHaveLength(2);
    });

    test('of another secret is another', async () => {
      const secrets = holds(ACCOUNT, KEY);
      await secrets.atlasCredential('one', false);
      await expect(secrets.atlasCredential('two', false)).resolves.toMatchObject(KEY);
    });

    test('that was malformed is read again, not kept', async () => {
      const secrets = holds('{', ACCOUNT);
      await expect(secrets.atlasCredential('atlas', false)).rejects.toThrow(CredentialInvalid);
      await expect(secrets.atlasCredential('atlas', false)).resolves.toMatchObject(ACCOUNT);
    });

    test('cannot be read when Secrets Manager says so', async () => {
      manager.on(GetSecretValueCommand).rejects(new Error('ResourceNotFoundException'));
      await expect(new Secrets(LOCAL_SETTINGS).atlasCredential('atlas', false)).rejects.toThrow(
        'ResourceNotFoundException',
      );
    });
  });

  describe('a malformed secret', () => {
    const LEAK = 'hunter2-do-not-tell';

    test.each<[string, string]>([
      ['text', LEAK],
      ['JSON cut off', `{"clientId":"x","clientSecret":"${LEAK}`],
      ['a JSON text', JSON.stringify(LEAK)],
      ['an array', JSON.stringify([LEAK])],
      ['null', 'null'],
      ['half an account', JSON.stringify({ clientSecret: LEAK })],
      ['half a key', JSON.stringify({ privateKey: LEAK })],
      ['half of each', JSON.stringify({ clientId: LEAK, privateKey: LEAK })],
      ['an empty value', JSON.stringify({ clientId: '', clientSecret: LEAK })],
      ['a number', JSON.stringify({ clientId: 5, clientSecret: LEAK })],
    ])('(%s) is refused without being quoted', async (_, text) => {
      const error = await holds(text)
        .atlasCredential('atlas', false)
        .then(
          () => undefined,
          (reason: unknown) => reason,
        );
      expect(error).toBeInstanceOf(CredentialInvalid);
      const { message, stack, cause } = error as Error;
      expect(`${message}${stack}${JSON.stringify(error)}`).not.toContain(LEAK);
      expect(cause).toBeUndefined();
    });

    test('(binary) is refused', async () => {
      manager.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array([1]) });
      await expect(new Secrets(LOCAL_SETTINGS).atlasCredential('atlas', false)).rejects.toThrow(
        CredentialInvalid,
      );
    });
  });
});
