import { describe, expect, test } from 'vitest';
import { AtlasOutcomeUnknown } from '../../../lib/atlas/errors.ts';
import { refusedUrl, sendJson } from '../../support/http-server.ts';
import {
  CLUSTER_PATH,
  type ClientUnderTest,
  CREATE,
  clientOf,
  JOB,
  JOB_PATH,
  rejection,
  signedIn,
} from './setup.ts';
import { UNREADABLE_SUCCESS, WRITE_CASES } from './write-cases.ts';

const create = ({ client }: Pick<ClientUnderTest, 'client'>, signal?: AbortSignal) =>
  client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE }, signal && { signal });
const cancel = ({ client }: Pick<ClientUnderTest, 'client'>) =>
  client.call('cancelClusterRestoreJob', { path: JOB_PATH });

describe('a POST', () => {
  test('that is answered has its data, whatever the 2xx', async () => {
    const atlas = await signedIn((_, response) => sendJson(response, 201, JOB));
    expect(await create(atlas)).toMatchObject({ status: 201, data: JOB });
  });

  test.each(WRITE_CASES)(
    'answered with %s is sent once and is told apart',
    async (_, handler, name, fault) => {
      const atlas = await signedIn(handler);
      expect(await rejection(create(atlas))).toMatchObject({ name, ...fault });
      expect(atlas.calls()).toHaveLength(1);
      expect(atlas.clock.sleeps).toEqual([]);
    },
  );

  test.each(UNREADABLE_SUCCESS)('answered with %s may have been handled', async (_, handler) => {
    const atlas = await signedIn(handler);
    expect(await rejection(create(atlas))).toMatchObject({
      name: 'AtlasOutcomeUnknown',
      errorCode: 'UNREADABLE_ANSWER',
    });
    expect(atlas.calls()).toHaveLength(1);
  });

  test('whose answer is too large may have been handled', async () => {
    const atlas = await signedIn((_, response) => void response.end(Buffer.alloc(16 * 1024 * 1024 + 1, 32)));
    expect(await rejection(create(atlas))).toMatchObject({
      name: 'AtlasOutcomeUnknown',
      errorCode: 'UNREADABLE_ANSWER',
    });
  });

  test('to where nobody listens was surely not handled', async () => {
    const atlas = clientOf(await refusedUrl());
    expect(await rejection(create(atlas))).toMatchObject({
      name: 'AtlasUnavailable',
      status: 0,
      errorCode: 'NO_ANSWER',
    });
    expect(atlas.clock.sleeps).toEqual([]);
  });

  test('to a server that has gone since the token was fetched was surely not handled', async () => {
    const atlas = await signedIn((_, response) => sendJson(response, 200, JOB));
    await create(atlas);
    await atlas.server.close();
    expect(await rejection(create(atlas))).toMatchObject({
      name: 'AtlasUnavailable',
      errorCode: 'NO_ANSWER',
    });
  });

  test('whose second attempt, after signing in again, loses its answer may have been handled', async () => {
    const atlas = await signedIn((_, response) => void response.destroy());
    await rejection(create(atlas));
    atlas.gate.revoke();
    expect(await rejection(create(atlas))).toMatchObject({ name: 'AtlasOutcomeUnknown' });
    expect(atlas.calls()).toHaveLength(3);
  });

  test('that is aborted while it waits for the answer may have been handled', async () => {
    const controller = new AbortController();
    const atlas = await signedIn(() => controller.abort(new Error('deadline')));
    const error = await rejection(create(atlas, controller.signal));
    expect(error).toBeInstanceOf(AtlasOutcomeUnknown);
    expect(atlas.calls()).toHaveLength(1);
  });

  test('that is aborted before it was sent rejects with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('deadline');
    const atlas = await signedIn((_, response) => sendJson(response, 200, JOB));
    atlas.gate.tokenHandler = () => controller.abort(reason);
    expect(await rejection(create(atlas, controller.signal))).toBe(reason);
    expect(atlas.calls()).toEqual([]);
  });
});

describe('a DELETE', () => {
  test.each([
    [204, ''],
    [202, '{}'],
    [200, '\n'],
  ])('answered with %d has no data', async (status, body) => {
    const atlas = await signedIn((_, response) => void response.writeHead(status).end(body));
    expect(await cancel(atlas)).toMatchObject({ status, data: undefined });
  });

  test('answered with 200 in HTML may not have been handled', async () => {
    const atlas = await signedIn((_, response) => void response.end('<html>'));
    const expected = { name: 'AtlasOutcomeUnknown', status: 200, errorCode: 'UNREADABLE_ANSWER' };
    expect(await rejection(cancel(atlas))).toMatchObject(expected);
  });

  test.each(WRITE_CASES)(
    'answered with %s is sent once and is told apart',
    async (_, handler, name, fault) => {
      const atlas = await signedIn(handler);
      expect(await rejection(cancel(atlas))).toMatchObject({ name, ...fault });
      expect(atlas.calls()).toHaveLength(1);
    },
  );
});
