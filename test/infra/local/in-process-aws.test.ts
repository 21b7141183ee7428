import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { AwsFault, inProcess, type Operations } from '../../../infra/local/in-process-aws.ts';

const START = new StartExecutionCommand({
  stateMachineArn: 'arn:aws:states:local:000000000000:stateMachine:restore',
  name: 'restore-1',
  input: '{"ä":1}',
});
const functions = (operations: Operations) => new SFNClient({ ...inProcess(operations), maxAttempts: 1 });

describe('an SDK call that is answered inside the process', () => {
  test('arrives with its input, and its output comes back', async () => {
    const seen: unknown[] = [];
    const client = functions({
      StartExecution: (input) => {
        seen.push(input);
        return { executionArn: 'arn', startDate: 1_795_312_800 };
      },
    });
    await expect(client.send(START)).resolves.toMatchObject({
      executionArn: 'arn',
      startDate: new Date(1_795_312_800_000),
    });
    expect(seen).toEqual([START.input]);
  });

  test('may be of any service, and may take a while', async () => {
    const secrets = new SecretsManagerClient(
      inProcess({ GetSecretValue: async ({ SecretId }) => ({ SecretString: `secret of ${SecretId}` }) }),
    );
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'atlas' }));
    expect(SecretString).toBe('secret of atlas');
  });

  test('fails with the class that the SDK has for that fault', async () => {
    const client = functions({
      StartExecution: () => {
        throw new AwsFault('ExecutionAlreadyExists', 'It has ended.');
      },
    });
    const failing = client.send(START);
    await expect(failing).rejects.toThrow(ExecutionAlreadyExists);
    await expect(failing).rejects.toThrow('It has ended.');
  });

  test('fails where nobody answers it', async () => {
    await expect(functions({}).send(START)).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  test('fails with what went wrong inside', async () => {
    const error = new TypeError('A mistake of ours.');
    const client = functions({ StartExecution: () => Promise.reject(error) });
    await expect(client.send(START)).rejects.toBe(error);
  });
});
