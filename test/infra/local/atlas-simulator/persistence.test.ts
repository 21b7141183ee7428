import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DataFileUnreadable } from '../../../../infra/local/atlas-simulator/persistence.ts';
import { startSimulator } from '../../../../infra/local/atlas-simulator/simulator.ts';
import { resumeTime } from '../../../../infra/local/atlas-simulator/start-world.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { NEWEST, ORDERS, PRODUCTION, RESTORE_TEST, simulate } from './support.ts';

function temporaryFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'atlas-simulator-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, 'data.json');
}

test('A simulator with the same data file goes on where the last one stopped', async () => {
  const dataFile = temporaryFile();
  const clock = new ManualClock();
  const first = await simulate({ dataFile, clock, history: 7 });
  const { json: job } = await first.restore();
  first.simulator.faults.add({ kind: 'serverError', operation: 'getCluster', after: 2 });
  const snapshot = first.simulator.addSnapshot('Orders');
  first.simulator.editDeployment('small-target', { diskSizeGB: 40 });
  const collections = `${ORDERS}/collectionRestoreJobs`;
  const { json: collectionJob } = await first.post(collections, {
    collections: [{ sourceNamespace: 'sales.orders' }],
    indexStrategy: 'ALL',
    snapshotId: NEWEST.Orders,
    targetClusterName: 'small-target',
    targetGroupId: RESTORE_TEST,
    writeStrategy: 'CREATE_NEW',
  });
  first.simulator.switchLegacy(true);
  await first.get(ORDERS);
  await first.simulator.close();
  clock.advance(300);
  const second = await simulate({ dataFile, clock });
  const { results, totalCount } = (await second.get(`${ORDERS}/backup/restoreJobs`)).json;
  expect(totalCount).toBe(8);
  expect(results[0]).toMatchObject({ id: job.id, finishedAt: '2026-11-22T10:03:52Z' });
  const finished = { id: collectionJob.id, finishedAt: '2026-11-22T10:03:00Z' };
  expect((await second.get(collections)).json.results).toMatchObject([finished]);
  expect(second.simulator.faults.list()).toMatchObject([{ id: 'fault-1', afterLeft: 1 }]);
  expect((await second.get(`${ORDERS}/backup/snapshots/${snapshot}`)).status).toBe(200);
  expect((await second.restore({ targetClusterName: 'small-target' })).status).toBe(200);
  expect((await second.get(`/api/atlas/v2/groups/${PRODUCTION}/serverless/Events`)).status).toBe(410);
  expect(second.simulator.jobs()[1]!.id > job.id).toBe(true);
});

test('A data file of before collection restores is taken as it is', async () => {
  const dataFile = temporaryFile();
  const first = await simulate({ dataFile });
  await first.restore();
  await first.simulator.close();
  const { collectionJobs, ...old } = JSON.parse(readFileSync(dataFile, 'utf8'));
  expect(collectionJobs).toEqual([]);
  writeFileSync(dataFile, JSON.stringify(old));
  const second = await simulate({ dataFile });
  expect(second.simulator.jobs()).toHaveLength(1);
  expect((await second.get(`${ORDERS}/collectionRestoreJobs`)).json.results).toEqual([]);
});

test('Ids and times of the fleet stay as they were at the first start', async () => {
  const dataFile = temporaryFile();
  const clock = new ManualClock();
  const path = `${ORDERS}/backup/snapshots`;
  const first = await simulate({ dataFile, clock });
  const before = (await first.get(path)).json.results;
  await first.simulator.close();
  clock.advance(600);
  const second = await simulate({ dataFile, clock });
  expect((await second.get(path)).json.results).toEqual(before);
});

test('The data file holds neither tokens nor secrets', async () => {
  const dataFile = temporaryFile();
  const { simulator } = await simulate({ dataFile });
  const content = readFileSync(dataFile, 'utf8');
  expect(JSON.parse(content).tokens).toHaveLength(1);
  const { serviceAccount, apiKey } = simulator.fleet.credentials;
  for (const secret of ['eyJ', serviceAccount!.clientSecret, apiKey!.privateKey]) {
    expect(content).not.toContain(secret);
  }
});

test('A job whose answer was read survives the kill of the process', async () => {
  const dataFile = temporaryFile();
  const main = join(import.meta.dirname, '../../../../infra/local/atlas-simulator/main.ts');
  const child = spawn(process.execPath, [main, '--port', '0', '--data', join(dataFile, '..')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [greeting] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting.toString())![0];
  const basic = /(mdb_sa_id_\S+) +(\S+)/.exec(greeting.toString())!;
  const token = await fetch(`${url}/api/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${basic[1]}:${basic[2]}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const created = await fetch(`${url}${ORDERS}/backup/restoreJobs`, {
    method: 'POST',
    headers: {
      accept: 'application/vnd.atlas.2023-01-01+json',
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      deliveryType: 'automated',
      snapshotId: NEWEST.Orders,
      targetClusterName: 'restore-target',
      targetGroupId: RESTORE_TEST,
    }),
  });
  const { id } = (await created.json()) as { id: string };
  child.kill('SIGKILL');
  await once(child, 'exit');
  const again = await simulate({ dataFile: join(dataFile, '..', 'atlas-simulator.json') });
  expect(again.simulator.jobs().map((job) => job.id)).toEqual([id]);
  // The token of before the kill is still good.
  const reply = await again.get(ORDERS, { headers: { authorization: `Bearer ${bearer}` } });
  expect(reply.status).toBe(200);
});

test('A file of something else is not taken for a data file, and is left alone', async () => {
  const dataFile = temporaryFile();
  for (const content of ['nonsense', '{}', '[]']) {
    writeFileSync(dataFile, content);
    await expect(startSimulator({ clock: new ManualClock(), dataFile })).rejects.toThrow(DataFileUnreadable);
    expect(readFileSync(dataFile, 'utf8')).toBe(content);
  }
});

test('A fast clock goes on as if it had never stopped', async () => {
  const dataFile = temporaryFile();
  const { simulator } = await simulate({ dataFile, clock: new ManualClock('2030-01-01T00:00:00Z') });
  await simulator.close();
  const resumed = resumeTime(dataFile, 60).getTime() - Date.parse('2030-01-01T00:00:00Z');
  expect(resumed).toBeGreaterThanOrEqual(0);
  expect(resumed).toBeLessThan(60 * 20_000);
  expect(Math.abs(resumeTime(`${dataFile}.none`, 60).getTime() - Date.now())).toBeLessThan(5_000);
});
