import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RestoreRefused } from '../../../lib/restores/refusal.ts';
import {
  canonicalJson,
  hashRequest,
  parseRequest,
  type RestoreRequest,
  sha256,
} from '../../../lib/restores/request.ts';
import { PROJECT } from '../aws/records.ts';

const SNAPSHOT_ID = '6b000000000000000000c101';
const BODY = {
  source: { projectId: PROJECT, name: 'Orders' },
  snapshot: 'latest',
  target: { projectId: PROJECT, name: 'Restored' },
};
type Pairs = [code: string, field: string][];

function refusalsOf(body: unknown) {
  try {
    parseRequest(body);
  } catch (error) {
    if (error instanceof RestoreRefused) return error.refusals;
    throw error;
  }
  throw new Error('It was accepted.');
}
const wrong = (body: unknown): Pairs => refusalsOf(body).map(({ code, field }) => [code, field]);

describe('a request', () => {
  test('gets its defaults', () => {
    expect(parseRequest(BODY)).toEqual({
      ...BODY,
      delivery: 'restore',
      whenTargetBusy: 'refuse',
      timeLimitMinutes: 1_440,
      again: false,
      dryRun: false,
    });
  });

  test('keeps everything that it may say', () => {
    const full = {
      source: { ...BODY.source, family: 'cluster' },
      snapshot: { oplog: { ts: 1_763_776_800, inc: 1 } },
      target: { projectId: PROJECT, name: 'restored-2' },
      delivery: 'restore',
      confirmTarget: `${PROJECT}/Restored`,
      whenTargetBusy: 'wait',
      safetySnapshot: true,
      timeLimitMinutes: 10_080,
      again: true,
      planHash: '0123456789abcdef',
      reason: 'Somebody dropped a collection.',
      ticket: 'INC-1',
      dryRun: true,
    };
    expect(parseRequest(full)).toEqual(full);
  });

  test.each<[string, unknown]>([
    ['the latest', 'latest'],
    ['an id', SNAPSHOT_ID],
    ['the one before a time', { before: '2026-11-22T02:00:00Z' }],
    ['a point in time', { pointInTime: '2026-11-22T02:00:00.5Z' }],
    ['the earliest point in time', { pointInTime: '2008-01-01T00:00:00Z' }],
    ['a leap day', { before: '2028-02-29T23:59:59Z' }],
    ['an oplog entry', { oplog: { ts: 2_147_483_647, inc: 2_147_483_647 } }],
  ])('may choose %s', (_, snapshot) => {
    expect(parseRequest({ ...BODY, snapshot }).snapshot).toEqual(snapshot);
  });

  const inSource = (more: object) => ({ ...BODY, source: { ...BODY.source, ...more } });
  const inTarget = (more: object) => ({ ...BODY, target: { ...BODY.target, ...more } });

  test.each<[string, unknown, Pairs]>([
    ['is an object', 'text', [['INVALID_ATTRIBUTE', 'body']]],
    ['is there', undefined, [['INVALID_ATTRIBUTE', 'body']]],
    [
      'has a source and a snapshot',
      {},
      [
        ['MISSING_ATTRIBUTE', 'source'],
        ['MISSING_ATTRIBUTE', 'snapshot'],
      ],
    ],
    [
      'names the source in full',
      { ...BODY, source: {} },
      [
        ['MISSING_ATTRIBUTE', 'source.projectId'],
        ['MISSING_ATTRIBUTE', 'source.name'],
      ],
    ],
    [
      'has a project of 24 hex digits',
      inSource({ projectId: PROJECT.toUpperCase() }),
      [['INVALID_ATTRIBUTE', 'source.projectId']],
    ],
    ['has a name that Atlas takes', inSource({ name: '../Orders' }), [['INVALID_ATTRIBUTE', 'source.name']]],
    ['has a family that there is', inSource({ family: 'm0' }), [['INVALID_ENUM_VALUE', 'source.family']]],
    ['knows every attribute inside', inSource({ cluster: 1 }), [['INVALID_ATTRIBUTE', 'source.cluster']]],
    [
      'has a name of 64 characters at most',
      inSource({ name: 'x'.repeat(65) }),
      [['INVALID_ATTRIBUTE', 'source.name']],
    ],
    [
      'has a target by its project',
      inTarget({ projectId: 'prod' }),
      [['INVALID_ATTRIBUTE', 'target.projectId']],
    ],
    [
      'has a target by a name that Atlas can look up',
      inTarget({ name: 'my_target' }),
      [['INVALID_ATTRIBUTE', 'target.name']],
    ],
    ['has no target of null', { ...BODY, target: null }, [['INVALID_ATTRIBUTE', 'target']]],
    ['is delivered in a known way', { ...BODY, delivery: 'mail' }, [['INVALID_ENUM_VALUE', 'delivery']]],
    ['confirms by a text', { ...BODY, confirmTarget: true }, [['INVALID_ATTRIBUTE', 'confirmTarget']]],
    ['waits or not', { ...BODY, whenTargetBusy: 'queue' }, [['INVALID_ENUM_VALUE', 'whenTargetBusy']]],
    ['snapshots or not', { ...BODY, safetySnapshot: 'no' }, [['INVALID_ATTRIBUTE', 'safetySnapshot']]],
    ['has some time', { ...BODY, timeLimitMinutes: 0 }, [['INVALID_ATTRIBUTE', 'timeLimitMinutes']]],
    [
      'has a week at most',
      { ...BODY, timeLimitMinutes: 10_081 },
      [['INVALID_ATTRIBUTE', 'timeLimitMinutes']],
    ],
    ['has whole minutes', { ...BODY, timeLimitMinutes: 1.5 }, [['INVALID_ATTRIBUTE', 'timeLimitMinutes']]],
    [
      'has minutes as a number',
      { ...BODY, timeLimitMinutes: '5' },
      [['INVALID_ATTRIBUTE', 'timeLimitMinutes']],
    ],
    ['is made again or not', { ...BODY, again: 1 }, [['INVALID_ATTRIBUTE', 'again']]],
    ['is a dry run or not', { ...BODY, dryRun: 'true' }, [['INVALID_ATTRIBUTE', 'dryRun']]],
    ['has a plan that was shown', { ...BODY, planHash: '' }, [['INVALID_ATTRIBUTE', 'planHash']]],
    ['has a short reason', { ...BODY, reason: 'x'.repeat(501) }, [['INVALID_ATTRIBUTE', 'reason']]],
    ['has a ticket or none', { ...BODY, ticket: '' }, [['INVALID_ATTRIBUTE', 'ticket']]],
    ['knows every attribute', { ...BODY, snapshotId: SNAPSHOT_ID }, [['INVALID_ATTRIBUTE', 'snapshotId']]],
  ])('%s', (_, body, pairs) => {
    expect(wrong(body)).toEqual(pairs);
  });

  test.each<[string, unknown, string, RegExp]>([
    ['a word', 'lates', 'snapshot', /must be "latest", a snapshot id/],
    ['nothing', '', 'snapshot', /must be "latest", a snapshot id/],
    ['a number', 5, 'snapshot', /must be "latest", a snapshot id/],
    ['null', null, 'snapshot', /must be "latest", a snapshot id/],
    [
      'both kinds of point in time',
      { pointInTime: '2026-11-22T02:00:00Z', oplog: { ts: 1_763_776_800, inc: 1 } },
      'snapshot',
      /exactly one of/,
    ],
    ['half an oplog entry', { oplog: { ts: 1_763_776_800 } }, 'snapshot', /exactly one of/],
    ['no kind', {}, 'snapshot', /exactly one of/],
    ['a day that does not exist', { pointInTime: '2026-02-30T00:00:00Z' }, 'snapshot.pointInTime', /exists/],
    ['an hour that does not exist', { before: '2026-11-22T24:00:00Z' }, 'snapshot.before', /exists/],
    ['a local time', { before: '2026-11-22T02:00:00+01:00' }, 'snapshot.before', /RFC 3339 time in UTC/],
    ['a date alone', { pointInTime: '2026-11-22' }, 'snapshot.pointInTime', /RFC 3339 time in UTC/],
    ['a time before Atlas', { pointInTime: '2007-12-31T23:59:59Z' }, 'snapshot.pointInTime', /2008-01-01/],
    ['an oplog entry before Atlas', { oplog: { ts: 5, inc: 1 } }, 'snapshot.oplog.ts', /at least/],
    ['an increment of 0', { oplog: { ts: 1_763_776_800, inc: 0 } }, 'snapshot.oplog.inc', /at least 1/],
  ])('does not choose %s, and is told once what it may choose', (_, snapshot, field, detail) => {
    const refusals = refusalsOf({ ...BODY, snapshot });
    expect(refusals).toMatchObject([{ code: 'INVALID_ATTRIBUTE', field, status: 400 }]);
    expect(refusals[0].detail).toMatch(detail);
  });

  test('is told everything that is wrong at once', () => {
    const body = { source: { name: '' }, snapshot: 5, delivery: 'mail', timeLimitMinutes: 0, what: 1 };
    expect(wrong(body).map(([, field]) => field)).toEqual(
      expect.arrayContaining([
        'source.projectId',
        'source.name',
        'snapshot',
        'delivery',
        'timeLimitMinutes',
        'what',
      ]),
    );
  });

  test('is answered in sentences that never quote what was sent', () => {
    const value = fc.string({ minLength: 12 });
    const field = fc.constantFrom('source', 'target', 'delivery', 'timeLimitMinutes', 'again', 'snapshot');
    fc.assert(
      fc.property(field, value, (name, text) => {
        for (const { detail } of refusalsOf({ ...BODY, [name]: text })) expect(detail).not.toContain(text);
      }),
    );
  });
});

describe('the hash of a request', () => {
  const request = parseRequest({ ...BODY, reason: 'why', snapshot: { before: '2026-11-22T02:00:00Z' } });

  test('ignores the order of keys', () => {
    const reversed = (value: unknown): unknown =>
      value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;
    const other = reversed(request) as RestoreRequest;
    expect(Object.keys(other)).not.toEqual(Object.keys(request));
    expect(hashRequest(other)).toBe(hashRequest(request));
  });

  test('ignores how it is asked for', () => {
    const asked = { ...request, again: true, planHash: 'abc', dryRun: true };
    expect(hashRequest(asked)).toBe(hashRequest(request));
  });

  test('does not tell a default from its absence', () => {
    expect(hashRequest(parseRequest({ ...BODY, delivery: 'restore', timeLimitMinutes: 1_440 }))).toBe(
      hashRequest(parseRequest(BODY)),
    );
  });

  test.each<[string, object]>([
    ['the source', { source: { ...BODY.source, name: 'Other' } }],
    ['the snapshot', { snapshot: 'latest' }],
    ['the target', { target: { ...BODY.target, name: 'Other' } }],
    ['the delivery', { delivery: 'download' }],
    ['the confirmation', { confirmTarget: 'x' }],
    ['the time limit', { timeLimitMinutes: 5 }],
    ['the reason', { reason: 'other' }],
    ['the ticket', { ticket: 'T-1' }],
  ])('tells %s', (_, more) => {
    expect(hashRequest({ ...request, ...more } as RestoreRequest)).not.toBe(hashRequest(request));
  });
});

test('parts of a hash do not run into each other', () => {
  const parts = fc.array(fc.string({ unit: 'grapheme', maxLength: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const equal = a.length === b.length && a.every((part, at) => part === b[at]);
      expect(sha256(...a) === sha256(...b)).toBe(equal);
    }),
  );
  expect(sha256('a', 'bc')).not.toBe(sha256('ab', 'c'));
});

test('canonical JSON means the same and is the same for any order of keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
    }),
  );
});
