import { describe, expect, test } from 'vitest';
import type { RestoreRequestInput } from '../../../lib/restores/request.ts';
import { checkRequest } from '../../../lib/restores/request-rules.ts';
import { requestOf } from '../aws/records.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const NOW_SECONDS = NOW.getTime() / 1000;

function check(more: Partial<RestoreRequestInput>, { allowDownload = true, target = true } = {}) {
  const { target: given, ...rest } = requestOf(more);
  const request = target && given ? { ...rest, target: given } : rest;
  return checkRequest(request, { allowDownload }, NOW);
}
const download = (more: Partial<RestoreRequestInput> = {}): Partial<RestoreRequestInput> => ({
  delivery: 'download',
  ...more,
});

describe('a request by itself', () => {
  test.each<[string, Partial<RestoreRequestInput>]>([
    ['a restore onto a target', {}],
    ['the present moment', { snapshot: { pointInTime: '2026-11-22T10:00:00Z' } }],
    ['an oplog entry of this second', { snapshot: { oplog: { ts: NOW_SECONDS, inc: 1 } } }],
    ['the snapshot before a time that is still to come', { snapshot: { before: '2027-01-01T00:00:00Z' } }],
    ['no safety snapshot', { safetySnapshot: false }],
  ])('may be %s', (_, more) => {
    expect(check(more)).toEqual([]);
  });

  test('may be a download without a target, where downloads are allowed', () => {
    expect(check(download(), { target: false })).toEqual([]);
    expect(check(download({ snapshot: { before: '2026-11-22T00:00:00Z' } }), { target: false })).toEqual([]);
  });

  test.each<[string, Partial<RestoreRequestInput>, object, [string, string, number][]]>([
    ['a restore onto nothing', {}, { target: false }, [['MISSING_ATTRIBUTE', 'target', 400]]],
    ['a download onto a target', download(), {}, [['INVALID_ATTRIBUTE', 'target', 400]]],
    [
      'a download where none is allowed',
      download(),
      { target: false, allowDownload: false },
      [['DOWNLOAD_NOT_ALLOWED', 'delivery', 403]],
    ],
    [
      'a download of a point in time',
      download({ snapshot: { pointInTime: '2026-11-22T00:00:00Z' } }),
      { target: false },
      [['UNSUPPORTED_DELIVERY_METHOD', 'snapshot', 400]],
    ],
    [
      'a download of an oplog entry',
      download({ snapshot: { oplog: { ts: NOW_SECONDS, inc: 1 } } }),
      { target: false },
      [['UNSUPPORTED_DELIVERY_METHOD', 'snapshot', 400]],
    ],
    [
      'a point in time to come',
      { snapshot: { pointInTime: '2026-11-22T10:00:01Z' } },
      {},
      [['INVALID_PIT_RESTORE_TIME', 'snapshot', 400]],
    ],
    [
      'an oplog entry to come',
      { snapshot: { oplog: { ts: NOW_SECONDS + 1, inc: 1 } } },
      {},
      [['INVALID_PIT_RESTORE_TIME', 'snapshot', 400]],
    ],
  ])('is refused when it is %s', (_, more, circumstances, expected) => {
    expect(check(more, circumstances).map(({ code, field, status }) => [code, field, status])).toEqual(
      expected,
    );
  });

  test('is refused with everything at once', () => {
    const more = download({
      snapshot: { pointInTime: '2026-11-23T00:00:00Z' },
      safetySnapshot: true,
    });
    expect(check(more, { allowDownload: false }).map(({ field }) => field)).toEqual([
      'delivery',
      'target',
      'safetySnapshot',
      'snapshot',
      'snapshot',
    ]);
  });
});
