/**
 * The recorded session is played again, at the recorded moments of the simulated clock, and each answer is compared
 * with the real Atlas': status, headers, which fields there are and which not, types, and every value that is not an
 * id or a time of that session.
 */
import { expect, test } from 'vitest';
import { operations } from '../../../../lib/atlas/operations.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { recordingsMissing as missing, type Recording, recordings } from '../../../support/recordings.ts';
import {
  ACCOUNTS,
  type Caller,
  type Json,
  PRODUCTION,
  RESTORE_TEST,
  type Reply,
  simulate,
} from './support.ts';

const inTime = recordings.toSorted((a, b) => Date.parse(a.headers.date!) - Date.parse(b.headers.date!));

/** The recorded deployments have their names here too; their projects are the fleet's. */
const CLUSTER_PROJECT = '6a793f6b2c88faeba59bae37';
const TARGET_PROJECT = '6a794320c0eb9e7a17728a63';
const FLEX_PROJECT = 'b0123456789abcdef012345b';
const SNAPSHOT = '6a79468a2c88faeba59de489';
const FLEX_SNAPSHOT = '6a6f78e0cab84da5c4476b25';
const EARLIER = '2026-08-10T03:00:00Z';

const isOfTable = ({ method, path }: Recording) =>
  Object.values(operations).some(
    (row) => row.method === method && new RegExp(`^${row.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
const isOfCluster = ({ path }: Recording) => path.includes(CLUSTER_PROJECT);

function translated(text: string, ids: ReadonlyMap<string, string>): string {
  return [...ids].reduce((done, [recorded, ours]) => done.replaceAll(recorded, ours), text);
}

function compare(recording: Recording, reply: Reply, ids: ReadonlyMap<string, string>): void {
  const what = `${recording.scenario} ${recording.n}: ${recording.method} ${recording.path}`;
  expect([what, reply.status]).toEqual([what, recording.status]);
  for (const name of [
    'content-type',
    'ratelimit-limit',
    'x-error-code',
    'deprecation',
    'sunset',
    'location',
  ]) {
    expect([what, name, reply.headers.get(name)]).toEqual([what, name, recording.headers[name] ?? null]);
  }
  expect(reply.headers.get('ratelimit-remaining')).toMatch(/^\d+$/);
  const recorded =
    recording.body === null ? undefined : JSON.parse(translated(JSON.stringify(recording.body), ids));
  const compared = /\/clusters\/[^/]+$/.test(recording.path) && recording.status === 200 ? shape : constants;
  expect({ what, body: compared(reply.json) }).toEqual({ what, body: compared(recorded) });
  expect(keysInOrder(reply.json)).toEqual(keysInOrder(recorded));
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const ID = /^[0-9a-f]{24}$/;

/** Everything but what differs from session to session. Of a long list, its different elements. */
function constants(value: Json): Json {
  if (typeof value === 'string') {
    if (TIME.test(value)) return '<time>';
    return value
      .replace(/atlas-\w{6}/, '<replica set>')
      .replace(/\.\w+\.mongodb(-dev)?\.net:27017\/[\w-]{24}\//, '.<host>/<secret>/');
  }
  if (Array.isArray(value)) return value.length > 3 ? different(value.map(shape)) : value.map(constants);
  return mapped(value, constants);
}

/** Types only, with ids, times and addresses as types of their own. */
function shape(value: Json): Json {
  if (value === null) return 'null';
  if (typeof value === 'string') {
    return TIME.test(value)
      ? 'time'
      : ID.test(value)
        ? 'id'
        : /^\w+(\+srv)?:\/\//.test(value)
          ? 'url'
          : 'string';
  }
  if (Array.isArray(value)) return different(value.map(shape));
  return typeof value === 'object' ? mapped(value, shape) : typeof value;
}

function mapped(value: Json, map: (member: Json) => Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(member)]));
}

const different = (shapes: Json[]) => [...new Set(shapes.map((one) => JSON.stringify(one)))].sort();

/** The order counts too: Atlas sorts, except where it does not. */
function keysInOrder(value: Json): Json {
  if (Array.isArray(value)) return value.length === 0 ? [] : [keysInOrder(value[0])];
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).map(([key, member]) => [key, keysInOrder(member)]);
}

test.skipIf(missing)(
  `Dedicated answers are those recorded${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    const clock = new ManualClock(EARLIER);
    const caller = await simulate({ clock, history: 0 });
    const { simulator } = caller;
    const cluster = { family: 'cluster', pitEnabled: true } as const;
    simulator.addDeployment({ ...cluster, projectId: PRODUCTION, name: 'backupRestores-305' });
    simulator.addDeployment({ ...cluster, projectId: RESTORE_TEST, name: 'backupRestores2-895' });
    const ids = new Map([
      [CLUSTER_PROJECT, PRODUCTION],
      [TARGET_PROJECT, RESTORE_TEST],
    ]);
    const keepPace = pace(clock);
    let compared = 0;
    for (const recording of inTime.filter(isOfCluster)) {
      keepPace(recording);
      if (!isOfTable(recording)) continue;
      if (recording.scenario === 'Create snapshot') {
        await replay(caller, recording, ids, { description: 'test-snapshot', retentionInDays: 1 });
        compared += 1;
        continue;
      }
      await replay(caller, recording, ids, {
        deliveryType: recording.body?.deliveryType,
        snapshotId: ids.get(SNAPSHOT),
        ...(recording.body?.deliveryType === 'automated' && {
          targetClusterName: 'backupRestores2-895',
          targetGroupId: RESTORE_TEST,
        }),
      });
      compared += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(20);
  },
);

test.skipIf(missing)(
  `Flex answers are those recorded${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    const clock = new ManualClock(EARLIER);
    const caller = await simulate({ clock, history: 0 });
    const { simulator } = caller;
    const flex = { family: 'flex', projectId: PRODUCTION } as const;
    simulator.addDeployment({ ...flex, name: 'cluster-833' });
    simulator.addDeployment({ ...flex, name: 'snapshotCluster0' });
    for (let day = 0; day < 8; day += 1) {
      const age = { ageSeconds: (7.4 - day) * 86_400 };
      simulator.addSnapshot('snapshotCluster0', day === 0 ? { id: FLEX_SNAPSHOT, ...age } : age);
    }
    const ids = new Map([[FLEX_PROJECT, PRODUCTION]]);
    const keepPace = pace(clock);
    let compared = 0;
    for (const recording of inTime.filter((one) => !isOfCluster(one)).filter(isOfTable)) {
      // The recorded restores took 63 and 64 s, the simulated ones take what other recordings did.
      const isDone = recording.body.status === 'COMPLETED' && recording.path.includes('restoreJobs/');
      keepPace(recording);
      if (isDone || recording.scenario === 'Restores List') clock.advance(300);
      if (recording.scenario === 'Restores List') {
        await compareLongList(caller, recording);
      } else {
        await replay(caller, recording, ids, {
          snapshotId: FLEX_SNAPSHOT,
          targetDeploymentItemName: 'cluster-833',
        });
      }
      compared += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(13);
  },
);

/** The recorded list is a history of 2,160 jobs; the fleet's own Flex cluster can have one of that length. */
async function compareLongList({ clock }: Caller, recording: Recording): Promise<void> {
  const { get } = await simulate({ clock, history: 2160 });
  const ids = new Map([
    [FLEX_PROJECT, PRODUCTION],
    ['snapshotCluster0', 'Accounts'],
  ]);
  compare(recording, await get(`${ACCOUNTS}/backup/restoreJobs`), ids);
}

/** By as much as lay between the recordings: the second test's clock is ahead of the recorded one. */
function pace(clock: ManualClock): (recording: Recording) => void {
  let last = Date.parse(EARLIER);
  return ({ headers }) => {
    const at = Date.parse(headers.date!);
    clock.advance((at - last) / 1000);
    last = at;
  };
}

/** Jobs get their ids from whoever makes them: an answer to a POST tells which of ours is which of theirs. */
async function replay(caller: Caller, recording: Recording, ids: Map<string, string>, body: object) {
  const { method, path } = recording;
  const isPost = method === 'POST';
  const date = /\/clusters\/[^/]+$/.test(path) ? '2024-08-05' : '2025-03-12';
  const reply = await caller.call(method, translated(path, ids), { date, ...(isPost && { body }) });
  if (isPost) ids.set(recording.body.id, reply.json.id);
  compare(recording, reply, ids);
}
