/** Whatever goes wrong: no secret, token or signature gets into an error or into the log. */
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { AtlasCredential } from '../../../lib/atlas/credentials.ts';
import type { Log } from '../../../lib/log.ts';
import { ACCOUNT, DigestGate, KEY, TokenGate } from '../../support/atlas-gate.ts';
import { type Handler, refusedUrl, sendFault, sendJson } from '../../support/http-server.ts';
import { CLUSTER_PATH, CREATE, clientOf, JOB_PATH, rejection, serve } from './setup.ts';

const BASIC = Buffer.from(`${ACCOUNT.clientId}:${ACCOUNT.clientSecret}`).toString('base64');
const SECRETS = [
  ACCOUNT.clientSecret,
  KEY.privateKey,
  BASIC,
  'payload-1',
  'Bearer',
  'Basic ',
  'cnonce',
  'response=',
];

/** Everything that a logger, a state machine or a person could get to see of an error. */
function everything(error: unknown): string {
  const seen: string[] = [];
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    seen.push(
      each.message,
      each.stack ?? '',
      String(each),
      JSON.stringify(each),
      inspect(each, { depth: 10, showHidden: true }),
    );
  }
  return seen.join('\n');
}

const HANDLERS: [string, Handler][] = [
  [
    'a 400 that repeats what it was sent',
    ({ headers }, response) => void response.writeHead(400).end(`<p>${headers.authorization}</p>`),
  ],
  ['a 500', (_, response) => sendFault(response, 500, 'UNEXPECTED_ERROR')],
  ['a 401', (_, response) => sendFault(response, 401, 'USER_UNAUTHORIZED')],
  ['an unreadable 200', ({ headers }, response) => void response.end(`<p>${headers.authorization}</p>`)],
  ['a broken connection', (_, response) => void response.destroy()],
  ['no HTTP', (_, response) => void response.socket?.end('nonsense\r\n\r\n')],
];
const CREDENTIALS: [string, AtlasCredential, (behind: Handler) => Handler][] = [
  ['a service account', ACCOUNT, (behind) => new TokenGate(behind).handler],
  ['an API key', KEY, (behind) => new DigestGate(behind).handler],
];
const MATRIX = CREDENTIALS.flatMap(([kind, credential, gate]) =>
  HANDLERS.map(([what, handler]) => ({ kind, credential, what, handler: gate(handler) })),
);

async function failuresOf(url: string, credential: AtlasCredential): Promise<string> {
  const lines: unknown[] = [];
  const write = (...line: unknown[]) => void lines.push(line);
  const log: Log = { info: write, warn: write, error: write };
  const { client } = clientOf(url, { credential: async () => credential, log });
  const errors = [
    await rejection(client.call('getClusterRestoreJob', { path: JOB_PATH })),
    await rejection(client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE })),
    await rejection(client.call('cancelClusterRestoreJob', { path: JOB_PATH })),
  ];
  return [...errors.map(everything), inspect(lines, { depth: 10 })].join('\n');
}

function expectNoSecret(text: string): void {
  expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
}

test.each(MATRIX)('nothing of $kind is told after $what', async ({ credential, handler }) => {
  const server = await serve(handler);
  expectNoSecret(await failuresOf(server.url, credential));
  expect(server.received.some(({ headers }) => headers.authorization !== undefined)).toBe(true);
});

test.each(CREDENTIALS)('nothing of %s is told where nobody listens', async (_, credential) => {
  expectNoSecret(await failuresOf(await refusedUrl(), credential));
});

test.each<[string, Handler]>([
  [
    'repeats what it was sent',
    ({ headers }, response) =>
      sendJson(response, 401, { error: 'invalid_client', error_description: headers.authorization }),
  ],
  [
    'repeats it as its error',
    ({ headers }, response) => sendJson(response, 400, { error: headers.authorization }),
  ],
  [
    'gives a token in an answer that is not to be read',
    (_, response) => sendJson(response, 200, { access_token: 'payload-1', token_type: 'mac' }),
  ],
  ['speaks no HTTP', (_, response) => void response.socket?.end('nonsense\r\n\r\n')],
])('nothing of a service account is told where the token endpoint %s', async (_, handler) => {
  const server = await serve(handler);
  expectNoSecret(await failuresOf(server.url, ACCOUNT));
});
