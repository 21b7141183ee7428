import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RestoreView } from '../../lib/restores/view.ts';
import { requests } from '../support/service-harness.ts';
import { type Started, startProcess, until } from '../support/start-process.ts';

let data: string;
let running: Started | undefined;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'atlas-restore-'));
});
afterEach(async () => {
  await running?.end('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

const start = async (...args: string[]) => {
  running = await startProcess(['--no-demo', '--data', data, ...args]);
  return running;
};
const post = async (service: Started, body: object): Promise<RestoreView> => {
  const answer = await fetch(`${service.url}/v1/restores`, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status).toBe(202);
  return (await answer.json()) as RestoreView;
};
const get = async (service: Started, id: string) =>
  (await (await fetch(`${service.url}/v1/restores/${id}`)).json()) as RestoreView;
/** Jobs that the simulated Atlas has made, by its own count. */
const jobs = async (service: Started) => {
  const answer = await fetch(`${service.simulatorUrl}/simulator/state`);
  const { deployments } = (await answer.json()) as { deployments: { jobs: unknown[] }[] };
  return deployments.flatMap((deployment) => deployment.jobs);
};
const ended = async (service: Started, id: string) => {
  await until(async () => !['QUEUED', 'RUNNING'].includes((await get(service, id)).status));
  return get(service, id);
};

test('a process killed during a restore leaves one job, and the next process finishes the restore', async () => {
  const first = await start('--speed', '60');
  const { id } = await post(first, requests.dedicated());
  await until(async () => (await get(first, id)).atlasJobId !== undefined);
  await first.end('SIGKILL');

  const second = await start('--speed', '300');
  await until(() => second.output().includes(id));
  expect(await ended(second, id)).toMatchObject({ status: 'SUCCEEDED', adopted: false });
  expect(await jobs(second)).toHaveLength(1);
});

test('a process killed between the POST and its answer leaves one job, which the next process adopts', async () => {
  const first = await start('--speed', '60');
  // The answer comes so late that the process is dead by then; the job is made.
  await fetch(`${first.simulatorUrl}/simulator/faults`, {
    method: 'POST',
    body: JSON.stringify({
      kind: 'slow',
      operation: 'createFlexRestoreJob',
      delaySeconds: 6000,
      handled: true,
    }),
  });
  const { id } = await post(first, requests.flex());
  await until(async () => (await jobs(first)).length === 1);
  await first.end('SIGKILL');

  const second = await start('--speed', '300');
  expect(await ended(second, id)).toMatchObject({ status: 'SUCCEEDED', adopted: true });
  expect(await jobs(second)).toHaveLength(1);
});

test('a process killed as soon as a restore was accepted has it done by the next one, once', async () => {
  const first = await start('--speed', '60');
  const { id } = await post(first, requests.flex());
  await first.end('SIGKILL');
  const second = await start('--speed', '300');
  expect(await ended(second, id)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await jobs(second)).toHaveLength(1);
});

test('a data folder that is taken away does not end the service', async () => {
  const service = await start('--speed', '60');
  rmSync(data, { recursive: true });
  // Longer than the clock's time is written down apart.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect((await fetch(`${service.url}/v1/health`)).status).toBe(200);
});

test('Ctrl-C ends the process cleanly, and nothing that had ended is done again', async () => {
  const first = await start('--speed', '300');
  const { id } = await post(first, requests.flex());
  await ended(first, id);
  // Its last change: its end is in evidence within five minutes.
  await until(async () => (await get(first, id)).evidence !== undefined);
  const before = await get(first, id);
  expect(await first.end('SIGINT')).toBe(0);
  const second = await start('--speed', '300');
  expect(await get(second, id)).toEqual(before);
  expect(await second.end('SIGTERM')).toBe(0);
  expect(second.output()).not.toContain('going on with');
});
