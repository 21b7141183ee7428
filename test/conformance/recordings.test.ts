/** The real Atlas' answers, sent over the wire exactly as recorded, through the client and the lifecycle. */
import { describe, expect, test } from 'vitest';
import type { AtlasClient } from '../../lib/atlas/client.ts';
import { AtlasError } from '../../lib/atlas/errors.ts';
import { type OperationName, operations } from '../../lib/atlas/operations.ts';
import { Transport } from '../../lib/atlas/transport.ts';
import type { Job, JobOrder, Place } from '../../lib/restores/families/family.ts';
import { families, findDeployment } from '../../lib/restores/families.ts';
import {
  clusterLifecycle,
  flexLifecycle,
  isFlexShaped,
  type JobState,
  type JobStatus,
} from '../../lib/restores/lifecycle.ts';
import { rejection, serve, signedIn } from '../lib/atlas/setup.ts';
import type { Handler } from '../support/http-server.ts';
import type { Json } from '../support/openapi.ts';
import { type Recording, recordings, recordingsMissing } from '../support/recordings.ts';
import { askAny, type Params, rowOf } from './rows.ts';

const title = recordingsMissing ? `Recorded answers (skipped: ${recordingsMissing})` : 'Recorded answers';

const replay =
  ({ status, headers, text }: Recording): Handler =>
  (_, response) =>
    void response.writeHead(status, headers).end(text);

interface OfTable {
  readonly name: OperationName;
  readonly path: Params;
  readonly recording: Recording;
}

const ofTable: OfTable[] = recordings.flatMap((recording) => {
  const row = rowOf(recording.method, recording.path);
  return row ? [{ ...row, recording }] : [];
});
const others = recordings.filter((one) => !ofTable.some(({ recording }) => recording === one));
const called = ({ name, recording: { scenario, n, status } }: OfTable) =>
  `${scenario} ${n}: ${name} → ${status}`;
const find = (what: string): OfTable => ofTable.find((one) => called(one) === what)!;

/** The orders behind the recorded creates: what they asked for is told by what Atlas echoed. */
function bodyOf({ body, method }: Recording): Json {
  if (method !== 'POST') return undefined;
  const { deliveryType, snapshotId, targetClusterName, targetGroupId } = body;
  if ('snapshotType' in body) return { description: body.description, retentionInDays: 1 };
  if ('status' in body) {
    const { targetDeploymentItemName, targetProjectId } = body;
    return { snapshotId, targetDeploymentItemName, targetProjectId };
  }
  return {
    deliveryType,
    snapshotId,
    ...(targetClusterName && { targetClusterName, targetGroupId }),
  };
}

async function play({ name, path, recording }: OfTable) {
  const { client, calls } = await signedIn(replay(recording));
  const body = bodyOf(recording);
  const asked = askAny(client, name, { path, ...(body && { body }) });
  const outcome = recording.status < 400 ? await asked : await rejection(asked);
  return { outcome: outcome as Json, calls: calls() };
}

function statesOf({ name, recording: { body, status } }: OfTable, now: Date): JobState[] {
  const { resource, family } = operations[name];
  if (resource !== 'restoreJobs' || status >= 400) return [];
  const lifecycle = isFlexShaped(family) ? flexLifecycle : clusterLifecycle;
  return (body.results ?? [body]).map((job: Json) => lifecycle(job, now));
}

/** At the moment of the recording. */
const STATUSES: Readonly<Record<string, readonly JobStatus[]>> = {
  'Restores Create - Automated 1: createClusterRestoreJob → 200': ['RUNNING'],
  'Restores Create - Download 1: createClusterRestoreJob → 200': ['RUNNING'],
  'Restores Describe 1: getClusterRestoreJob → 200': ['SUCCEEDED'],
  'Restores List 1: listClusterRestoreJobs → 200': ['SUCCEEDED'],
  'Restores Watch 1: getClusterRestoreJob → 200': ['RUNNING'],
  'Restores Watch 2: getClusterRestoreJob → 200': ['SUCCEEDED'],
  'Restores Watch - Download 1: getClusterRestoreJob → 200': ['RUNNING'],
  'Restores Watch - Download 2: getClusterRestoreJob → 200': ['READY'],
  'Restores Create - Automated 1: createFlexRestoreJob → 200': ['QUEUED'],
  // The Atlas CLI's scenario "Download" makes a restore where the cluster is a Flex one.
  'Restores Create - Download 1: createFlexRestoreJob → 200': ['QUEUED'],
  'Restores Describe 1: getFlexRestoreJob → 200': ['SUCCEEDED'],
  'Restores List 1: listFlexRestoreJobs → 200': Array<JobStatus>(100).fill('SUCCEEDED'),
  'Restores Watch 1: getFlexRestoreJob → 200': ['RUNNING'],
  'Restores Watch 2: getFlexRestoreJob → 200': ['SUCCEEDED'],
  'Restores Watch - Download 1: getFlexRestoreJob → 200': ['RUNNING'],
  'Restores Watch - Download 2: getFlexRestoreJob → 200': ['SUCCEEDED'],
};

describe.skipIf(recordingsMissing)(title, () => {
  test('are 34, of which one is of an operation outside the table', () => {
    expect([recordings.length, ofTable.length]).toEqual([34, 33]);
    const outside = others.map(({ method, path }) => `${method} …${path.replace(/.*\/backup/, '')}`);
    expect(outside).toEqual(['DELETE …/snapshots/6a79468a2c88faeba59de489']);
    expect(new Set(ofTable.map(called)).size).toBe(33);
    const jobAnswers = ofTable.filter((one) => statesOf(one, new Date()).length > 0).map(called);
    expect(jobAnswers.sort()).toEqual(Object.keys(STATUSES).sort());
  });

  test.each(ofTable.map((one) => [called(one), one] as const))('%s', async (what, one) => {
    const { recording, name } = one;
    const { outcome, calls } = await play(one);
    const date = new Date(recording.headers.date!);
    expect(outcome.date).toEqual(date);
    expect(calls.map(({ method, path }) => [method, path])).toEqual([[recording.method, recording.path]]);
    if (recording.status < 400) {
      expect(outcome).toMatchObject({ status: recording.status, headers: recording.headers });
      expect(outcome.data).toEqual(recording.body);
      // The version that was asked for is the newest of the row, and it is what the real Atlas answered in.
      const accept = `application/vnd.atlas.${operations[name].versions.at(-1)!.date}+json`;
      expect(calls[0]!.headers.accept).toBe(accept);
      expect(recording.headers['content-type']).toBe(`${accept};charset=utf-8`);
    } else {
      const { errorCode, detail, parameters } = recording.body;
      expect(outcome).toBeInstanceOf(AtlasError);
      expect(outcome.name).toBe('AtlasError');
      expect(outcome).toMatchObject({ status: recording.status, errorCode, detail, parameters });
      expect(recording.headers['x-error-code']).toBe(errorCode);
    }
    expect(statesOf(one, date).map(({ status }) => status)).toEqual(STATUSES[what] ?? []);
  });

  test.each(others.map((one) => [`${one.scenario} → ${one.status}`, one] as const))(
    '%s, through the transport',
    async (_, recording) => {
      const server = await serve(replay(recording));
      const transport = new Transport();
      const { method, path } = recording as Recording & { method: 'POST' | 'DELETE' };
      const url = `${server.url}${path}`;
      const answer = await transport.send({ method, url, headers: {}, timeoutMs: 5_000 });
      expect(answer).toMatchObject({
        status: recording.status,
        headers: recording.headers,
        text: recording.text,
      });
      await transport.close();
    },
  );

  test('give a finished restore the time it finished, and both families the time it was made', () => {
    const state = (what: string) => statesOf(find(what), new Date())[0];
    expect(state('Restores Describe 1: getClusterRestoreJob → 200')).toEqual({
      status: 'SUCCEEDED',
      createdAt: '2026-08-10T03:36:19.000Z',
      finishedAt: '2026-08-10T03:40:10Z',
    });
    expect(state('Restores Watch 2: getFlexRestoreJob → 200')).toEqual({
      status: 'SUCCEEDED',
      createdAt: '2026-08-10T03:03:29.000Z',
      finishedAt: '2026-08-10T03:04:32Z',
    });
    expect(state('Restores Watch 1: getFlexRestoreJob → 200')).toEqual({
      status: 'RUNNING',
      createdAt: '2026-08-10T03:03:29.000Z',
    });
  });

  test('tell a job made within a second or two of the answer to its POST', () => {
    const isCreate = ({ recording, name }: OfTable) =>
      recording.method === 'POST' && operations[name].resource === 'restoreJobs';
    for (const one of ofTable.filter(isCreate)) {
      const [state] = statesOf(one, new Date());
      const answeredAt = Date.parse(one.recording.headers.date!);
      expect(Math.abs(Date.parse(state!.createdAt) - answeredAt)).toBeLessThanOrEqual(2_000);
    }
  });

  test('make a download ready until its link expires, and expired after', () => {
    const ready = find('Restores Watch - Download 2: getClusterRestoreJob → 200');
    const times = { createdAt: '2026-08-10T03:40:36.000Z', expiresAt: '2026-08-10T04:44:52Z' };
    const at = (time: string) => statesOf(ready, new Date(time))[0];
    expect(at('2026-08-10T04:44:52Z')).toEqual({ status: 'READY', ...times });
    expect(at('2026-08-10T04:44:53Z')).toEqual({ status: 'EXPIRED', ...times });
  });

  test.each([
    ['Restores Create - Automated 1: createClusterRestoreJob → 200', 'cluster', 'restore'],
    ['Restores Create - Download 1: createClusterRestoreJob → 200', 'cluster', 'download'],
    ['Restores Create - Automated 1: createFlexRestoreJob → 200', 'flex', 'restore'],
    ['Restores Create - Download 1: createFlexRestoreJob → 200', 'flex', 'restore'],
  ] as const)('let a job be recognised as what was ordered: %s', async (what, family, delivery) => {
    const { recording, path } = find(what);
    const { body } = recording;
    const source: Place = { projectId: path.groupId!, name: (path.clusterName ?? path.name)! };
    const target = {
      projectId: body.targetGroupId ?? body.targetProjectId,
      name: body.targetClusterName ?? body.targetDeploymentItemName,
    };
    const order: JobOrder = {
      delivery,
      snapshotId: body.snapshotId,
      ...(delivery === 'restore' && { target }),
    };
    const { client, calls } = await signedIn(replay(recording));
    const { job }: { job: Job } = await families[family].createJob(client, source, order, {});
    expect(JSON.parse(calls()[0]!.body)).toEqual(bodyOf(recording));
    expect([job.id, job.matches(order)]).toEqual([body.id, true]);
    expect(job.matches({ ...order, snapshotId: 'f'.repeat(24) })).toBe(false);
    expect(job.matches({ ...order, delivery: delivery === 'restore' ? 'download' : 'restore' })).toBe(false);
    if (delivery === 'download') return;
    expect(job.matches({ ...order, target: { ...target, name: 'another' } })).toBe(false);
    expect(job.matches({ ...order, target: { ...target, projectId: 'f'.repeat(24) } })).toBe(false);
  });

  test('tell the facts of a deployment and how far a snapshot is', async () => {
    const clientOf = async ({ recording }: OfTable): Promise<AtlasClient> =>
      (await signedIn(replay(recording))).client;
    const cluster = find('Restores Create - Automated 1: getCluster → 200');
    const place = { projectId: cluster.path.groupId!, name: cluster.path.clusterName! };
    expect(await findDeployment(await clientOf(cluster), place)).toEqual({
      family: 'cluster',
      id: '6a793f762c88faeba59bba72',
      state: 'IDLE',
      paused: false,
      sharded: false,
      shards: 1,
      size: 'M10',
      mongoDBVersion: '8.0.29',
      diskBytes: 30 * 1024 ** 3,
      encryptionProvider: 'NONE',
      backups: true,
      pointInTime: true,
      terminationProtected: false,
      createdAt: '2026-08-10T03:03:18Z',
      tags: {},
    });
    const snapshot = async (n: number) => {
      const one = find(`Watch snapshot creation ${n}: getClusterSnapshot → 200`);
      return families.cluster.snapshot(await clientOf(one), place, one.path.snapshotId!, false);
    };
    const taken = { id: '6a79468a2c88faeba59de489', fallback: false, description: 'test-snapshot' };
    expect(await snapshot(1)).toMatchObject({ ...taken, completed: false });
    expect(await snapshot(4)).toMatchObject({
      ...taken,
      completed: true,
      createdAt: '2026-08-10T03:35:05Z',
      expiresAt: '2026-08-11T03:36:07Z',
      mongoDBVersion: '8.0.29',
    });
  });
});
