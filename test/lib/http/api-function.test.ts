import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AtlasError, AtlasOutcomeUnknown, AtlasUnavailable } from '../../../lib/atlas/errors.ts';
import { LedgerConflict } from '../../../lib/aws/ledger-conflict.ts';
import { jsonAnswer } from '../../../lib/http/answer.ts';
import { ApiProblem } from '../../../lib/http/problem.ts';
import { toRequest } from '../../../lib/http/request.ts';
import { RestoreRefused } from '../../../lib/restores/refusal.ts';
import { callFunction } from './call-function.ts';
import { eventOf } from './events.ts';

const ok = async () => jsonAnswer(200, { fine: true });
const failing = (error: unknown) => async () => {
  throw error;
};
const FAULT = { status: 503, errorCode: 'SERVICE_UNAVAILABLE', detail: 'Busy.', parameters: [] };
const LEAK = 'hunter2-do-not-tell';

/** Every error of the API looks like this. */
function expectAtlasShape({ answer, body }: Awaited<ReturnType<typeof callFunction>>, status: number): void {
  const keys = Object.keys(body);
  expect(keys).toEqual([...keys].sort());
  expect(keys).toEqual(expect.arrayContaining(['detail', 'error', 'errorCode', 'parameters', 'reason']));
  expect(answer.statusCode).toBe(status);
  expect(body.error).toBe(status);
  expect(answer.headers['x-error-code']).toBe(body.errorCode);
  expect(answer.headers['content-type']).toBe('application/json');
}

describe('an API function', () => {
  test('answers what it is asked', async () => {
    const { answer, lines } = await callFunction(ok);
    expect(answer).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"fine":true}',
    });
    expect(lines).toEqual([]);
  });

  test('sees header names in lower case, path, query and parsed body', async () => {
    const event = eventOf({
      headers: { 'Idempotency-Key': 'k', 'Content-Type': 'text/plain' },
      pathParameters: { id: '1' },
      queryStringParameters: { limit: '5' },
      body: '{"a":[1]}',
    });
    const { body } = await callFunction(async (request) => jsonAnswer(200, request), event, true);
    expect(body).toEqual({
      path: { id: '1' },
      query: { limit: '5' },
      headers: { 'idempotency-key': 'k', 'content-type': 'text/plain' },
      body: { a: [1] },
      caller: 'anonymous',
    });
  });

  test('has empty path, query and headers where the event has none', async () => {
    const { headers: _, ...bare } = eventOf() as { headers: unknown };
    const { body } = await callFunction(async (request) => jsonAnswer(200, request), bare);
    expect(body).toEqual({ path: {}, query: {}, headers: {}, caller: 'anonymous' });
  });

  test('reads a body that API Gateway has encoded', async () => {
    const body = Buffer.from('{"ä":1}').toString('base64');
    const event = eventOf({ body, isBase64Encoded: true });
    const answer = await callFunction(async (request) => jsonAnswer(200, request.body), event, true);
    expect(answer.body).toEqual({ ä: 1 });
  });

  test('does not look at a body that it does not take', async () => {
    const { answer } = await callFunction(ok, eventOf({ body: '{' }));
    expect(answer.statusCode).toBe(200);
  });

  test.each<[string, string | undefined]>([
    ['no body', undefined],
    ['an empty one', ''],
    ['half of one', '{"source":'],
    ['text', 'source=x'],
    ['two values', '{} {}'],
    ['a prototype', '{"__proto__":{"admin":true}}'],
  ])('answers 400 MALFORMED_JSON to %s', async (_, body) => {
    const called = await callFunction(ok, eventOf({ ...(body !== undefined && { body }) }), true);
    expectAtlasShape(called, 400);
    expect(called.body).toEqual({
      detail: 'The body is not JSON, or holds a key that no request has.',
      error: 400,
      errorCode: 'MALFORMED_JSON',
      parameters: ['body'],
      reason: 'Bad Request',
    });
  });

  test('answers every text that is no JSON with 400, and logs no body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const { answer, lines } = await callFunction(ok, eventOf({ body: text }), true);
        expect(answer.statusCode).toBe(isJson(text) ? 200 : 400);
        expect(lines).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test.each<[string, unknown]>([
    ['an error', new Error(LEAK)],
    ['an error of a type of its own', Object.assign(new TypeError(LEAK), { code: LEAK })],
  ])('answers 500 to %s that nobody expected, and tells only the log', async (_, error) => {
    const called = await callFunction(failing(error));
    expectAtlasShape(called, 500);
    expect(called.body).toMatchObject({ errorCode: 'UNEXPECTED_ERROR', detail: 'Unexpected error.' });
    expect(JSON.stringify(called.answer)).not.toContain(LEAK);
    expect(called.lines).toMatchObject([
      { level: 'error', message: 'unexpected error', fields: { detail: LEAK } },
    ]);
    expect(called.lines[0]?.fields.stack).toContain('api-function.test.ts');
  });

  test.each<[string, Error, number, string, string | undefined]>([
    ['Atlas is away', new AtlasUnavailable(FAULT), 503, 'ATLAS_UNAVAILABLE', '30'],
    [
      'Atlas says for how long',
      new AtlasUnavailable({ ...FAULT, retryAfterSeconds: 7 }),
      503,
      'ATLAS_UNAVAILABLE',
      '7',
    ],
    [
      'Atlas refuses us',
      new AtlasError({ ...FAULT, status: 401, errorCode: 'UNEXPECTED_ERROR' }),
      502,
      'UNEXPECTED_ERROR',
      undefined,
    ],
    [
      'an answer was lost',
      new AtlasOutcomeUnknown({ ...FAULT, status: 0, errorCode: 'NO_ANSWER' }),
      503,
      'ATLAS_OUTCOME_UNKNOWN',
      undefined,
    ],
    ['somebody else was quicker', new LedgerConflict('r1'), 503, 'TRY_AGAIN', '1'],
    [
      'the function has its answer ready',
      new ApiProblem({ status: 404, errorCode: 'RESTORE_NOT_FOUND', detail: 'None.', parameters: ['r1'] }),
      404,
      'RESTORE_NOT_FOUND',
      undefined,
    ],
  ])('says when %s', async (_, error, status, errorCode, retryAfter) => {
    const called = await callFunction(failing(error));
    expectAtlasShape(called, status);
    expect(called.body.errorCode).toBe(errorCode);
    expect(called.answer.headers['retry-after']).toBe(retryAfter);
    expect(called.lines).toEqual([]);
  });

  test('answers a refusal with the status of the first and with every field', async () => {
    const refused = new RestoreRefused([
      { code: 'TARGET_NOT_ALLOWED', field: 'target', detail: 'Not this one.', status: 403 },
      { code: 'MISSING_ATTRIBUTE', field: 'source.name', detail: 'It is required.', status: 400 },
    ]);
    const called = await callFunction(failing(refused));
    expectAtlasShape(called, 403);
    expect(called.body).toEqual({
      badRequestDetail: {
        fields: [
          { field: 'target', description: 'Not this one.' },
          { field: 'source.name', description: 'It is required.' },
        ],
      },
      detail: 'Not this one.',
      error: 403,
      errorCode: 'TARGET_NOT_ALLOWED',
      parameters: ['target'],
      reason: 'Forbidden',
    });
  });
});

const callerOf = (requestContext?: object) =>
  toRequest(eventOf({ requestContext }) as APIGatewayProxyEventV2).caller;

describe('the caller', () => {
  const ARN = 'arn:aws:sts::123456789012:assumed-role/Operator/ada';

  test.each<[string, object | undefined, string]>([
    ['of an IAM authorizer is the ARN', { authorizer: { iam: { userArn: ARN, userId: 'x' } } }, ARN],
    ['of a JWT is its subject', { authorizer: { jwt: { claims: { sub: 'ada', client_id: 'app' } } } }, 'ada'],
    [
      'of a machine’s JWT is its client',
      { authorizer: { jwt: { claims: { client_id: 'app' }, scopes: null } } },
      'app',
    ],
    ['of a Lambda authorizer is its principal', { authorizer: { lambda: { principalId: 'ada' } } }, 'ada'],
    ['is nobody without an authorizer', {}, 'anonymous'],
    ['is nobody without a context', undefined, 'anonymous'],
    ['is nobody where the authorizer says nothing', { authorizer: { lambda: null } }, 'anonymous'],
    ['is nobody where it says an empty name', { authorizer: { iam: { userArn: '' } } }, 'anonymous'],
    ['is nobody where a claim is no text', { authorizer: { jwt: { claims: { sub: 5 } } } }, 'anonymous'],
  ])('%s', (_, context, caller) => {
    expect(callerOf(context)).toBe(caller);
  });

  test('is never what a header says', () => {
    const event = eventOf({ headers: { 'x-caller': 'root', authorization: 'Bearer root' } });
    expect(toRequest(event as APIGatewayProxyEventV2).caller).toBe('anonymous');
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
