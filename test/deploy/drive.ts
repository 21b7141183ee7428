/** Drives what was deployed, through deployed resources only. Ends with an error at the first thing that does not hold. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { DEMO_SERVICE_ACCOUNT } from '../../infra/local/atlas-simulator/credentials.ts';
import { type Caller, makeCaller } from './callers.ts';
import { apiUrl, clients, NAME, outputs } from './clients.ts';

const PRODUCTION = '6b00000000000000000000a1';
const RESTORE_TEST = '6b00000000000000000000b2';
const FLEX = {
  source: { projectId: PRODUCTION, name: 'Accounts' },
  snapshot: 'latest',
  target: { projectId: RESTORE_TEST, name: 'restore-target-flex' },
};

// biome-ignore lint/suspicious/noExplicitAny: what is answered is compared, not used
type Document = any;

const url = apiUrl();
const { ReaderSecretArn, RestorerSecretArn, RestoreStateMachineArn } = outputs();
for (const SecretId of [ReaderSecretArn, RestorerSecretArn])
  await clients.secrets.send(
    new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(DEMO_SERVICE_ACCOUNT) }),
  );
const operator = await makeCaller('operator', true);
const stranger = await makeCaller('stranger', false);

async function call(caller: Caller, path: string, init?: RequestInit) {
  const answer = await caller.call(url + path, init);
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === '' ? undefined : (JSON.parse(text) as Document),
  };
}

async function until(what: string, holds: () => Promise<Document>): Promise<Document> {
  // Far longer than a simulated restore takes here; what hangs must end.
  for (let tries = 0; tries < 240; tries++) {
    const found = await holds();
    if (found) return found;
    await delay(250);
  }
  throw new Error(`It did not happen: ${what}`);
}

const ended = (id: string) =>
  until(`restore ${id} ends`, async () => {
    const { body } = await call(operator, `/v1/restores/${id}`);
    return ['QUEUED', 'RUNNING'].includes(body.status) ? undefined : body;
  });

async function invoke(suffix: string, input: object): Promise<{ error: string | undefined; body: Document }> {
  const { FunctionError, Payload } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: `${NAME}-${suffix}`, Payload: Buffer.from(JSON.stringify(input)) }),
  );
  return { error: FunctionError, body: JSON.parse(Buffer.from(Payload ?? []).toString() || 'null') };
}

async function check(what: string, holds: () => Promise<void>): Promise<void> {
  const from = performance.now();
  await holds();
  console.log(`ok ${what} (${Math.round(performance.now() - from)} ms)`);
}

await check('health and the OpenAPI document are open, nothing else is', async () => {
  assert.equal((await fetch(`${url}/v1/health`)).status, 200);
  assert.equal((await fetch(`${url}/v1/openapi.json`)).status, 200);
  assert.equal((await fetch(`${url}/v1/restores`)).status, 403);
  assert.equal(
    (await fetch(`${url}/v1/restores`, { method: 'POST', body: JSON.stringify(FLEX) })).status,
    403,
  );
  assert.equal((await call(stranger, '/v1/restores')).status, 403);
  assert.equal((await call(operator, '/v1/restores')).status, 200);
});

let restored: Document;
await check('a restore over the HTTPS API runs to its end and is read back from the ledger', async () => {
  const accepted = await call(operator, '/v1/restores', { method: 'POST', body: JSON.stringify(FLEX) });
  assert.equal(accepted.status, 202, JSON.stringify(accepted.body));
  assert.equal(accepted.headers.get('location'), `/v1/restores/${accepted.body.id}`);
  restored = await ended(accepted.body.id);
  assert.equal(restored.status, 'SUCCEEDED', JSON.stringify(restored));
  assert.equal(restored.requestedBy, operator.arn);
  const { body: list } = await call(operator, '/v1/restores?status=SUCCEEDED');
  assert.equal(list.results[0].id, restored.id);
  const execution = await clients.sfn.send(
    new DescribeExecutionCommand({
      executionArn: `${RestoreStateMachineArn.replace(':stateMachine:', ':execution:')}:${restored.id}`,
    }),
  );
  assert.equal(execution.status, 'SUCCEEDED');
  assert.equal(JSON.parse(execution.output ?? '').id, restored.id);
});

await check('Atlas’ own path answers as Atlas does, and a create there is followed', async () => {
  const path = `/api/atlas/v2/groups/${PRODUCTION}/flexClusters/Accounts/backup/restoreJobs`;
  const accept = 'application/vnd.atlas.2024-11-13+json';
  const { status, headers, body } = await call(operator, path, { headers: { accept } });
  assert.deepEqual([status, headers.get('content-type')?.split(';')[0]], [200, accept]);
  assert.equal(body.results[0].id, restored.atlasJobId);
  const order = {
    snapshotId: '6b000000000000000000f102',
    targetProjectId: RESTORE_TEST,
    targetDeploymentItemName: 'restore-target-flex',
  };
  const made = await call(operator, path, {
    method: 'POST',
    headers: { accept, 'content-type': accept },
    body: JSON.stringify(order),
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const [, id] = /\/v1\/restores\/([\w-]+)>; rel="monitor"/.exec(made.headers.get('link') ?? '') ?? [];
  const followed = await ended(String(id));
  assert.deepEqual([followed.status, followed.atlasJobId], ['SUCCEEDED', made.body.id]);
});

await check('an endpoint function is invoked directly, and fails by name', async () => {
  const input = { groupId: PRODUCTION, clusterName: 'Orders' };
  const { error, body } = await invoke('atlas-getCluster', input);
  assert.deepEqual([error, body.name], [undefined, 'Orders']);
  const missing = await invoke('atlas-getCluster', { ...input, clusterName: 'Nowhere' });
  assert.equal(missing.body.errorType, 'AtlasError');
  const wrong = await invoke('atlas-getCluster', {});
  assert.equal(wrong.body.errorType, 'EndpointInputInvalid');
});

await check('a refusal is an answer, not a restore', async () => {
  const elsewhere = { ...FLEX, target: { projectId: 'f'.repeat(24), name: 'x' } };
  const { status, body } = await call(operator, '/v1/restores', {
    method: 'POST',
    body: JSON.stringify(elsewhere),
  });
  assert.deepEqual([status, body.errorCode], [403, 'TARGET_NOT_ALLOWED']);
});

await check('a function’s attempt outside its role is denied', async () => {
  const FunctionName = `${NAME}-get-restore`;
  const { Environment } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const change = (LEDGER_TABLE: string) =>
    clients.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Environment: { Variables: { ...Environment?.Variables, LEDGER_TABLE } },
      }),
    );
  const table = Environment?.Variables?.LEDGER_TABLE ?? '';
  await change('somebody-elses-table');
  const denied = await call(operator, `/v1/restores/${restored.id}`);
  assert.equal(denied.status, 500);
  await change(table);
  assert.equal((await call(operator, `/v1/restores/${restored.id}`)).status, 200);
});

for (const caller of [operator, stranger]) await caller.remove();
void StopExecutionCommand;
