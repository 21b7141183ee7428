import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../../lib/aws/ledger.ts';
import { findRestore, readIdempotencyKey, readListQuery, toCursor } from '../../../lib/http/parameters.ts';
import { ApiProblem } from '../../../lib/http/problem.ts';
import { STATUSES } from '../../../lib/restores/record.ts';
import { recordOf } from '../aws/records.ts';
import { useLedger } from '../aws/setup.ts';

async function problemOf(act: () => unknown) {
  try {
    await act();
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('an id in a path', () => {
  const ledger = useLedger();

  test('finds its restore, also one named by who started the execution', async () => {
    const id = `a.b!c@d+e='(f)_-${'x'.repeat(60)}`;
    await ledger().createRestore(recordOf({ id }));
    await expect(findRestore(ledger(), { id })).resolves.toMatchObject({ id });
  });

  test('is 404 where there is none', async () => {
    expect(await problemOf(() => findRestore(ledger(), { id: 'nobody' }))).toEqual({
      status: 404,
      errorCode: 'RESTORE_NOT_FOUND',
      detail: 'There is no restore nobody.',
      parameters: ['nobody'],
    });
  });

  /** Never asked: what is no id must not reach DynamoDB, whose keys end at 2 KB. */
  const untouchable = new Proxy({} as Ledger, {
    get: () => {
      throw new Error('The ledger was asked.');
    },
  });

  test.each<[string, string | undefined]>([
    ['missing', undefined],
    ['empty', ''],
    ['longer than a name of an execution', 'x'.repeat(81)],
    ['with a slash', 'a/b'],
    ['with a hash, as in the keys of the ledger', 'a#b'],
    ['with a line end', 'restore-1\n'],
    ['with a space', 'a b'],
  ])('is 404 without a question when it is %s', async (_, id) => {
    const problem = await problemOf(() => findRestore(untouchable, id === undefined ? {} : { id }));
    expect(problem).toMatchObject({ status: 404, errorCode: 'RESTORE_NOT_FOUND' });
  });

  test('is told back in part only', async () => {
    const { detail } = await problemOf(() => findRestore(untouchable, { id: '/'.repeat(10_000) }));
    expect(detail.length).toBeLessThan(150);
  });
});

describe('an idempotency key', () => {
  const read = (key?: string) => readIdempotencyKey(key === undefined ? {} : { 'idempotency-key': key });

  test('is optional', () => {
    expect(read()).toBeUndefined();
  });

  test.each([['a'], ['A-z_0-9'], ['x'.repeat(64)]])('may be %s', (key) => {
    expect(read(key)).toBe(key);
  });

  test.each([[''], ['x'.repeat(65)], ['a b'], ['a.b'], ['ä'], ['a\n'], ['a,a']])(
    'may not be %j, and is never taken for absent',
    async (key) => {
      expect(await problemOf(() => read(key))).toMatchObject({
        status: 400,
        errorCode: 'INVALID_ATTRIBUTE',
        parameters: ['Idempotency-Key'],
      });
    },
  );
});

describe('the query of a list', () => {
  test('is twenty of all by default', () => {
    expect(readListQuery({})).toEqual({ limit: 20 });
  });

  test.each(STATUSES)('may want %s', (status) => {
    expect(readListQuery({ status, limit: '100' })).toEqual({ status, limit: 100 });
  });

  test.each<[string, Record<string, string>, string]>([
    ['another status', { status: 'DONE' }, 'status'],
    ['a status in small letters', { status: 'failed' }, 'status'],
    ['none at all', { limit: '0' }, 'limit'],
    ['too many', { limit: '101' }, 'limit'],
    ['less than none', { limit: '-1' }, 'limit'],
    ['a half', { limit: '1.5' }, 'limit'],
    ['a number in another form', { limit: '1e1' }, 'limit'],
    ['an empty limit', { limit: '' }, 'limit'],
    ['a limit twice', { limit: '5,6' }, 'limit'],
    ['what nobody knows', { page: '2' }, 'page'],
  ])('may not want %s', async (_, query, field) => {
    const problem = await problemOf(() => readListQuery(query));
    expect(problem).toMatchObject({
      status: 400,
      errorCode: 'INVALID_QUERY_PARAMETER',
      parameters: [field],
      fields: [{ field }],
    });
  });

  test('goes on where the page before ended', () => {
    const id = fc.stringMatching(/^[\w.!@+='()-]{1,80}$/);
    const time = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(
      fc.property(id, time, (name, at) => {
        const key = `${at.toISOString()}#${name}`;
        const cursor = toCursor(key);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(readListQuery({ cursor })).toEqual({ limit: 20, cursor: key });
      }),
    );
  });

  test.each<[string, string]>([
    ['empty', ''],
    ['made up', 'abc'],
    ['a bare time', toCursor('2026-11-22T10:00:00.000Z')],
    ['without a time', toCursor('#restore-1')],
    ['of seconds', toCursor('2026-11-22T10:00:00Z#restore-1')],
    ['of another id', toCursor('2026-11-22T10:00:00.000Z#a#b')],
    ['with more behind', toCursor('2026-11-22T10:00:00.000Z#restore-1\n')],
    ['not encoded', '2026-11-22T10:00:00.000Z#restore-1'],
  ])('does not take a cursor that is %s', async (_, cursor) => {
    expect(await problemOf(() => readListQuery({ cursor }))).toMatchObject({
      status: 400,
      errorCode: 'INVALID_QUERY_PARAMETER',
      parameters: ['cursor'],
    });
  });

  test('does not take a forged cursor, whatever it is', async () => {
    const forged = fc.oneof(fc.string(), fc.string().map(toCursor), fc.base64String());
    await fc.assert(
      fc.asyncProperty(forged, async (cursor) => {
        expect(await problemOf(() => readListQuery({ cursor }))).toMatchObject({ status: 400 });
      }),
    );
  });
});
