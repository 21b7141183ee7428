/** Who may call what, and what a function may reach. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Caller } from '../callers.ts';
import { apiUrl, clients, NAME } from '../clients.ts';
import { call, check, type Document, FLEX } from './check.ts';

const ELSEWHERE = 'somebody-elses-table';

export async function checkAccess(operator: Caller, stranger: Caller, restored: Document): Promise<void> {
  await check('health and the OpenAPI document are open, nothing else is', async () => {
    const statusOf = async (path: string, init?: RequestInit) => (await fetch(apiUrl() + path, init)).status;
    assert.deepEqual([await statusOf('/v1/health'), await statusOf('/v1/openapi.json')], [200, 200]);
    assert.equal(await statusOf('/v1/restores'), 403);
    assert.equal(await statusOf('/v1/restores', { method: 'POST', body: JSON.stringify(FLEX) }), 403);
    assert.equal((await call(stranger, '/v1/restores')).status, 403);
    assert.equal((await call(operator, '/v1/restores')).status, 200);
  });

  await check("a function's attempt outside its role is denied", async () => {
    const key = { AttributeName: 'pk' } as const;
    await clients.dynamo.send(
      new CreateTableCommand({
        TableName: ELSEWHERE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ ...key, AttributeType: 'S' }],
        KeySchema: [{ ...key, KeyType: 'HASH' }],
      }),
    );
    const read = async () => (await call(operator, `/v1/restores/${restored.id}`)).status;
    const table = await pointTo(ELSEWHERE);
    // Were it let in, it would find nothing there: 404.
    assert.equal(await read(), 500);
    await pointTo(table);
    assert.equal(await read(), 200);
    await clients.dynamo.send(new DeleteTableCommand({ TableName: ELSEWHERE }));
  });
}

/** Gives the function that reads restores another table; returns the one it had. */
async function pointTo(LEDGER_TABLE: string): Promise<string> {
  const FunctionName = `${NAME}-get-restore`;
  const { Environment } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await clients.lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: { ...Environment?.Variables, LEDGER_TABLE } },
    }),
  );
  await delay(500);
  return Environment?.Variables?.LEDGER_TABLE ?? '';
}
