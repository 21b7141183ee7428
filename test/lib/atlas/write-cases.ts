/** Everything that can come back of a POST or DELETE, and what it means: may it have been handled? */
import { type Handler, sendFault, sendJson } from '../../support/http-server.ts';

/** What an answer is called, the server that gives it, and the error that comes of it. */
export const WRITE_CASES: [string, Handler, string, object][] = [
  [
    '400',
    (_, response) => sendFault(response, 400, 'VALIDATION_ERROR'),
    'AtlasError',
    { status: 400, errorCode: 'VALIDATION_ERROR' },
  ],
  [
    '409',
    (_, response) => sendFault(response, 409, 'ATLAS_CLUSTER_RESTORE_IN_PROGRESS'),
    'AtlasError',
    { status: 409 },
  ],
  [
    '404 in HTML',
    (_, response) => void response.writeHead(404).end('<html>'),
    'AtlasError',
    { status: 404, errorCode: 'UNREADABLE_ANSWER' },
  ],
  [
    '429',
    (_, response) => sendFault(response, 429, 'RATE_LIMITED', { 'retry-after': '9' }),
    'AtlasUnavailable',
    { status: 429, retryAfterSeconds: 9 },
  ],
  [
    '405 during an upgrade',
    (_, response) => sendFault(response, 405, 'WRITES_NOT_ALLOWED_DURING_APP_UPGRADES'),
    'AtlasUnavailable',
    { status: 405 },
  ],
  [
    'another 405',
    (_, response) => sendFault(response, 405, 'ATLAS_BACKUP_CANCEL_SHARD_RESTORE_JOB_NOT_ALLOWED'),
    'AtlasError',
    { status: 405 },
  ],
  ['408', (_, response) => sendFault(response, 408, 'TIMEOUT'), 'AtlasOutcomeUnknown', { status: 408 }],
  [
    '500',
    (_, response) => sendFault(response, 500, 'UNEXPECTED_ERROR'),
    'AtlasOutcomeUnknown',
    { status: 500, errorCode: 'UNEXPECTED_ERROR' },
  ],
  [
    '502 in HTML',
    (_, response) => void response.writeHead(502).end('<html>'),
    'AtlasOutcomeUnknown',
    { status: 502, errorCode: 'UNREADABLE_ANSWER' },
  ],
  [
    '503 with Retry-After',
    (_, response) => sendFault(response, 503, 'X', { 'retry-after': '1' }),
    'AtlasOutcomeUnknown',
    { status: 503 },
  ],
  [
    'a redirect',
    (_, response) => void response.writeHead(307, { location: '/' }).end(),
    'AtlasOutcomeUnknown',
    { status: 307 },
  ],
  [
    'no byte',
    (_, response) => void response.destroy(),
    'AtlasOutcomeUnknown',
    { status: 0, errorCode: 'NO_ANSWER' },
  ],
  [
    'headers only',
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.flushHeaders();
      setImmediate(() => response.destroy());
    },
    'AtlasOutcomeUnknown',
    { status: 0, errorCode: 'NO_ANSWER' },
  ],
  [
    'half a body',
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"id":', () => response.destroy());
    },
    'AtlasOutcomeUnknown',
    { status: 0, errorCode: 'NO_ANSWER' },
  ],
];

/** Answers that say yes, but not to what. */
export const UNREADABLE_SUCCESS: [string, Handler][] = [
  ['200 in HTML', (_, response) => void response.end('<html>')],
  ['200 with broken JSON', (_, response) => void response.end('{"id":')],
  ['200 with a document of another kind', (_, response) => sendJson(response, 200, { jobs: [] })],
  ['204', (_, response) => void response.writeHead(204).end()],
];
