/** Atlas fails, is slow, refuses this service or talks nonsense: what a caller of an endpoint sees then. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import { type Simulator, startSimulator } from '../../../infra/local/atlas-simulator/simulator.ts';
import type { AtlasClient } from '../../../lib/atlas/client.ts';
import type { AtlasCredential } from '../../../lib/atlas/credentials.ts';
import { clientOf, JOB_ID, signedIn } from '../../lib/atlas/setup.ts';
import { eventOf, rememberingLog } from '../../lib/http/events.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { refusedUrl, sendFault, sendJson } from '../../support/http-server.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { acceptOf, ask, endpointFunction, learnJobs, pathFor, served, valuesFor } from './setup.ts';

const one = served.find(({ name }) => name === 'getClusterRestoreJob')!;

describe('through the whole service', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await learnJobs(harness.simulator, harness.time.advance);
  });
  afterAll(() => harness.close());

  const always = (fault: Omit<FaultSpec, 'operation'>): FaultSpec =>
    ({ ...fault, operation: one.name, times: 0 }) as FaultSpec;
  const read = async (query = '') => {
    const path = pathFor(one, valuesFor(harness.simulator, one)) + query;
    const answer = await ask(harness.service.url + path, { accept: acceptOf(one.row) });
    return { ...answer, body: JSON.parse(answer.text) };
  };

  test.each([
    ['an error of its own', { kind: 'serverError' }, 502, 'UNEXPECTED_ERROR'],
    ['out of service', { kind: 'serverError', status: 503 }, 503, undefined],
    ['a gateway of its own that waits in vain', { kind: 'htmlError', status: 504 }, 504, 'UNREADABLE_ANSWER'],
    ['a page', { kind: 'htmlError' }, 502, 'UNREADABLE_ANSWER'],
    ['half an answer', { kind: 'malformedBody' }, 502, 'UNREADABLE_ANSWER'],
    ['no answer', { kind: 'droppedBefore' }, 503, 'NO_ANSWER'],
    [
      'a throttle that says no time',
      { kind: 'rateLimitedWithoutRetryAfter' },
      429,
      'RATE_LIMITED_TOKEN_BUCKET',
    ],
  ] as const)('%s', async (_, fault, status, errorCode) => {
    harness.simulator.faults.add(always(fault));
    const answer = await read();
    const enveloped = await read('?envelope=true');
    harness.simulator.faults.clear();
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      error: status,
      errorCode: errorCode ?? expect.any(String),
      detail: expect.any(String),
      reason: expect.any(String),
    });
    expect(answer.headers.get('x-error-code')).toBe(answer.body.errorCode);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(enveloped.status).toBe(status);
    expect(enveloped.body).toMatchObject({
      status,
      content: { error: status, errorCode: answer.body.errorCode },
    });
    expect((await read()).status).toBe(200);
  });

  test('a failure that passes is not seen', async () => {
    for (const kind of [
      'serverError',
      'htmlError',
      'droppedBefore',
      'malformedBody',
      'unauthorized',
    ] as const) {
      harness.simulator.faults.add({ kind, operation: one.name });
      expect([kind, (await read()).status]).toEqual([kind, 200]);
    }
  });
});

const event = eventOf({
  rawPath: one.row.path,
  pathParameters: { groupId: JOB_ID, clusterName: 'Orders', restoreJobId: JOB_ID },
  headers: { accept: acceptOf(one.row) },
  requestContext: { domainName: 'x' },
});
interface Got {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}
const answerOf = async (
  client: AtlasClient,
  clock: Parameters<typeof endpointFunction>[2],
  log = rememberingLog().log,
) => (await (await endpointFunction(one.name, client, clock, log))(event, {})) as Got;

test('nobody listens where Atlas should be', async () => {
  const { client, clock } = clientOf(await refusedUrl());
  const { statusCode, body } = await answerOf(client, clock);
  expect([statusCode, JSON.parse(body).errorCode]).toEqual([503, 'NO_ANSWER']);
});

test('Atlas does not answer in time', async () => {
  const { client, clock } = await signedIn(() => undefined, { limits: { attemptMs: 50, totalMs: 150 } });
  const { statusCode, body } = await answerOf(client, clock);
  expect([statusCode, JSON.parse(body).errorCode]).toEqual([504, 'NO_ANSWER']);
});

test("Atlas' nulls, fields and longest sentences pass", async () => {
  const detail = 'x'.repeat(3_000);
  const said = {
    badRequestDetail: { fields: [{ description: 'd', field: 'f' }] },
    detail,
    error: 400,
    errorCode: 'SOME_CODE',
    parameters: null,
    reason: null,
  };
  const { client, clock } = await signedIn((_, response) =>
    sendJson(response, 400, said, { 'retry-after': '7', sunset: 'S', 'x-other': 'o' }),
  );
  const { statusCode, body, headers } = await answerOf(client, clock);
  expect([statusCode, body]).toEqual([400, JSON.stringify(said)]);
  expect(headers).toMatchObject({ 'x-error-code': 'SOME_CODE', 'retry-after': '7' });
  expect(headers).not.toHaveProperty('x-other');
});

test('an error that is far too long keeps its code and loses its length', async () => {
  const { client, clock } = await signedIn((_, response) =>
    sendJson(response, 409, { error: 409, errorCode: 'LONG', detail: 'x'.repeat(50_000) }),
  );
  const { statusCode, body } = await answerOf(client, clock);
  expect([statusCode, JSON.parse(body).errorCode]).toEqual([409, 'LONG']);
  expect(body.length).toBeLessThan(1_000);
});

test('a throttle keeps the time that Atlas says, in the way Atlas says it', async () => {
  const later = 'Sun, 22 Nov 2026 10:05:00 GMT';
  const { client, clock } = await signedIn((_, response) =>
    sendFault(response, 429, 'RATE_LIMITED', { 'retry-after': later, date: 'Sun, 22 Nov 2026 10:00:00 GMT' }),
  );
  const { statusCode, headers } = await answerOf(client, clock);
  expect([statusCode, headers['retry-after']]).toEqual([429, later]);
});

test('a code that no header can hold stays in the body', async () => {
  const { client, clock } = await signedIn((_, response) => sendFault(response, 409, 'A\r\nSet-Cookie: b'));
  const { statusCode, headers } = await answerOf(client, clock);
  expect(statusCode).toBe(409);
  expect(headers).not.toHaveProperty('x-error-code');
});

describe('this service is refused', () => {
  let simulator: Simulator;
  const ROLE_LESS = { clientId: 'mdb_sa_id_1', clientSecret: 'secret-one', roles: ['Project Read Only'] };
  beforeAll(async () => {
    simulator = await startSimulator({
      clock: new FakeClock(),
      credentials: { serviceAccounts: [ROLE_LESS] },
    });
  });
  afterAll(() => simulator.close());

  async function by(credential: AtlasCredential): Promise<Got> {
    const { client, clock } = clientOf(simulator.url, { credential: async () => credential });
    const orders = { ...(event as object), pathParameters: valuesFor(simulator, one) };
    return (await (
      await endpointFunction(one.name, client, clock)
    )(orders, {})) as Got;
  }

  test('a role that is missing is said as Atlas says it', async () => {
    const { statusCode, body } = await by({ kind: 'serviceAccount', ...ROLE_LESS });
    expect([statusCode, JSON.parse(body).errorCode]).toEqual([401, 'USER_UNAUTHORIZED']);
  });

  test.each<[string, AtlasCredential]>([
    ['account', { kind: 'serviceAccount', clientId: ROLE_LESS.clientId, clientSecret: 'another' }],
    ['key', { kind: 'apiKey', publicKey: 'nobody', privateKey: 'another' }],
  ])("a wrong %s is this service's fault and no 401 to the caller", async (_, credential) => {
    const { statusCode, body, headers } = await by(credential);
    expect(statusCode).toBe(502);
    expect(JSON.parse(body)).toMatchObject({ error: 502, reason: 'Bad Gateway' });
    expect(headers['content-type']).toBe('application/json');
    expect(body).not.toContain('another');
  });
});

test('a secret that cannot be read is logged, and told without its words', async () => {
  const { client, clock } = clientOf('http://127.0.0.1:9', {
    credential: () => Promise.reject(new TypeError('hunter2-do-not-tell')),
  });
  const { log, lines } = rememberingLog();
  const { statusCode, body } = await answerOf(client, clock, log);
  expect([statusCode, JSON.parse(body).errorCode]).toEqual([500, 'UNEXPECTED_ERROR']);
  expect(body).not.toContain('hunter2');
  expect(lines).toMatchObject([{ level: 'error', fields: { error: 'TypeError' } }]);
});
