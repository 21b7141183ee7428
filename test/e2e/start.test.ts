import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
  running = await startProcess(['--data', data, '--speed', '300', ...args]);
  return running;
};

/** Sets a fault that lasts over a restart. */
async function withFault(fault: object): Promise<void> {
  const service = await start('--no-demo');
  const body = JSON.stringify({ times: 0, ...fault });
  await fetch(`${service.simulatorUrl}/simulator/faults`, { method: 'POST', body });
  await service.end('SIGTERM');
}

/** A printed curl line, sent as it is printed. */
async function send(line: string): Promise<Response> {
  const [, url = ''] = /(http:\/\/[^\s']+)/.exec(line) ?? [];
  const [, body] = /-d '(.*)'$/.exec(line) ?? [];
  return fetch(url, body === undefined ? {} : { method: 'POST', body });
}

test('both restores are done before one’s eyes, and the three lines that are printed then work', async () => {
  const service = await start();
  await until(() => service.output().includes('Ctrl-C ends it.'));
  const output = service.output();
  expect(output).toMatch(/^Orders \(cluster\) onto restore-target, .*: SUCCEEDED$/m);
  expect(output).toMatch(/^Accounts \(flex\) onto restore-target-flex, .*: SUCCEEDED$/m);
  const lines = output.split('\n').filter((line) => line.trimStart().startsWith('curl '));
  expect(lines).toHaveLength(3);
  const answers: Response[] = [];
  for (const line of lines) answers.push(await send(line));
  expect(answers.map(({ status }) => status)).toEqual([200, 202, 200]);
  const [plan, accepted, list] = await Promise.all(answers.map((answer) => answer.json()));
  expect(plan).toMatchObject({ refusals: [], planHash: expect.any(String) });
  expect(list).toMatchObject({ results: [{ id: (accepted as { id: string }).id }, {}, {}] });
});

test('--once ends with 1 when a restore failed, and says so', async () => {
  await withFault({ kind: 'jobFails' });
  const service = await start('--once');
  expect(await service.ended()).toBe(1);
  expect(service.output()).toMatch(/ATLAS_JOB_FAILED: .* is unusable until it is restored again/);
});

test('a demonstration that is refused is said so, and the service goes on', async () => {
  await withFault({ kind: 'serverError', operation: 'getFlexCluster' });
  const service = await start();
  await until(() => service.output().includes('Ctrl-C ends it.'));
  expect(service.output()).toContain('The demonstration was refused: ');
  expect((await fetch(`${service.url}/v1/health`)).status).toBe(200);
});
