/** What the checks share. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Caller } from '../callers.ts';
import { apiUrl, clients, NAME } from '../clients.ts';

// biome-ignore lint/suspicious/noExplicitAny: what is answered is compared, not used
export type Document = any;

export const PRODUCTION = '6b00000000000000000000a1';
export const RESTORE_TEST = '6b00000000000000000000b2';
export const FLEX = {
  source: { projectId: PRODUCTION, name: 'Accounts' },
  snapshot: 'latest',
  target: { projectId: RESTORE_TEST, name: 'restore-target-flex' },
};
export const FLEX_JOBS = `/api/atlas/v2/groups/${PRODUCTION}/flexClusters/Accounts/backup/restoreJobs`;

export async function check(what: string, holds: () => Promise<void>): Promise<void> {
  const from = performance.now();
  await holds();
  process.stdout.write(`ok ${what} (${Math.round(performance.now() - from)} ms)\n`);
}

export async function call(caller: Caller, path: string, init?: RequestInit) {
  const answer = await caller.call(apiUrl() + path, init);
  const text = await answer.text();
  const body: Document = text === '' ? undefined : JSON.parse(text);
  return { status: answer.status, headers: answer.headers, body };
}

/** Far longer than anything takes here: what hangs must end. */
const LONGEST_MS = 60_000;

export async function until<Found>(what: string, find: () => Promise<Found | undefined>): Promise<Found> {
  const last = performance.now() + LONGEST_MS;
  while (performance.now() < last) {
    const found = await find();
    if (found !== undefined) return found;
    await delay(250);
  }
  throw new Error(`It did not happen: ${what}`);
}

/** The restore as the API tells it, once it has ended. */
export const ended = (caller: Caller, id: string): Promise<Document> =>
  until(`restore ${id} ends`, async () => {
    const { body } = await call(caller, `/v1/restores/${id}`);
    return ['QUEUED', 'RUNNING'].includes(body.status) ? undefined : body;
  });

/** Asks for a restore, which must be accepted. */
export async function accepted(caller: Caller, body: object): Promise<string> {
  const answer = await call(caller, '/v1/restores', { method: 'POST', body: JSON.stringify(body) });
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  return answer.body.id;
}

export async function invoke(suffix: string, input: object): Promise<{ error?: string; body: Document }> {
  const { FunctionError, Payload } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: `${NAME}-${suffix}`, Payload: Buffer.from(JSON.stringify(input)) }),
  );
  const body: Document = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null');
  return { body, ...(FunctionError !== undefined && { error: FunctionError }) };
}

/** Runs an execution to its end. */
export async function execute(stateMachineArn: string, input: object, name?: string) {
  const { executionArn = '' } = await clients.sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...(name && { name }) }),
  );
  return until(`execution ${executionArn} ends`, async () => {
    const found = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return found.status === 'RUNNING' ? undefined : found;
  });
}

/** A fault of the simulated Atlas. */
export async function fault(spec: object): Promise<void> {
  const answer = await fetch(`${process.env.ATLAS_BASE_URL}/simulator/faults`, {
    method: 'POST',
    body: JSON.stringify(spec),
  });
  assert.equal(answer.status, 201);
}

export async function noFaults(): Promise<void> {
  const answer = await fetch(`${process.env.ATLAS_BASE_URL}/simulator/faults`, { method: 'DELETE' });
  assert.ok(answer.ok);
}
