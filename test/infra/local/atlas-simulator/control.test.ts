import { request } from 'node:http';
import { expect, test } from 'vitest';
import type { Simulator } from '../../../../infra/local/atlas-simulator/simulator.ts';
import { EVENTS, NEWEST, ORDERS, RESTORE_TEST, replyOf, simulate } from './support.ts';

const control = async (simulator: Simulator, method: string, path: string, body?: unknown) =>
  replyOf(
    await fetch(`${simulator.url}/simulator/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );

test('Faults are set, listed and removed over HTTP', async () => {
  const { simulator, get } = await simulate();
  const added = await control(simulator, 'POST', 'faults', { kind: 'serverError', times: 0 });
  expect([added.status, added.json]).toEqual([201, { id: 'fault-1' }]);
  await control(simulator, 'POST', 'faults', { kind: 'slow', delaySeconds: 1, operation: 'getCluster' });
  expect((await get(ORDERS)).status).toBe(500);
  expect((await control(simulator, 'GET', 'faults')).json.results).toEqual([
    { id: 'fault-1', spec: { kind: 'serverError', times: 0 }, timesLeft: 0, afterLeft: 0 },
    {
      id: 'fault-2',
      spec: { kind: 'slow', delaySeconds: 1, operation: 'getCluster' },
      timesLeft: 1,
      afterLeft: 0,
    },
  ]);
  expect((await control(simulator, 'DELETE', 'faults/fault-1')).status).toBe(204);
  expect((await control(simulator, 'DELETE', 'faults/fault-1')).status).toBe(404);
  expect((await control(simulator, 'DELETE', 'faults')).status).toBe(204);
  expect(simulator.faults.list()).toEqual([]);
});

test('The state tells each deployment with its jobs, its wipes and where its data came from', async () => {
  const { simulator, restore, clock } = await simulate();
  const { json: job } = await restore();
  clock.advance(300);
  const { json } = await control(simulator, 'GET', 'state');
  const named = (name: string) => json.deployments.find((one: { name: string }) => one.name === name);
  expect(json.now).toBe('2026-11-22T10:05:00Z');
  expect(json.requests).toEqual({ token: 1, createClusterRestoreJob: 1 });
  expect(named('restore-target')).toMatchObject({
    projectId: RESTORE_TEST,
    stateName: 'IDLE',
    wipes: 1,
    restoredFrom: { jobId: job.id, snapshotId: NEWEST.Orders, at: '2026-11-22T10:03:52Z' },
  });
  expect(named('Orders').jobs).toEqual([expect.objectContaining({ id: job.id, status: 'succeeded' })]);
});

test('Recent requests are listed by method, path, operation and status, and nothing secret', async () => {
  const { simulator, get } = await simulate();
  await get(`${ORDERS}/nowhere?secret=1`);
  await get(ORDERS);
  const { json, text } = await control(simulator, 'GET', 'requests');
  expect(json.results).toEqual([
    { method: 'POST', path: '/api/oauth/token', operation: 'token', status: 200 },
    { method: 'GET', path: `${ORDERS}/nowhere`, status: 404 },
    { method: 'GET', path: ORDERS, operation: 'getCluster', status: 200 },
  ]);
  expect(text).not.toContain('secret');
});

test('Legacy families are switched off and on while running', async () => {
  const { simulator, get } = await simulate();
  expect((await control(simulator, 'PUT', 'legacy', { switchedOff: true })).json).toEqual({
    switchedOff: true,
  });
  expect((await get(EVENTS)).status).toBe(410);
  expect((await control(simulator, 'PUT', 'legacy', { switchedOff: false })).status).toBe(200);
  expect((await get(EVENTS)).status).toBe(200);
  const bad = await control(simulator, 'PUT', 'legacy', { switchedOff: 'yes' });
  expect([bad.status, bad.json.parameters]).toEqual([400, ['switchedOff']]);
});

test('Other paths and methods are refused', async () => {
  const { simulator } = await simulate();
  expect((await control(simulator, 'GET', 'nothing')).status).toBe(404);
  expect((await control(simulator, 'GET', 'state/more')).status).toBe(404);
  const method = await control(simulator, 'POST', 'state', {});
  expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET']);
});

test('A web page cannot use the control paths', async () => {
  const { simulator } = await simulate();
  const ask = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${simulator.url}/simulator/faults`, { method: 'DELETE', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  expect(await ask({ origin: 'https://evil.example' })).toBe(403);
  expect(await ask({ host: 'evil.example' })).toBe(403);
  expect(await ask({ host: `localhost:${simulator.port}` })).toBe(204);
});
