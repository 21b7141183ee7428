import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  durationsOf,
  enter,
  isActive,
  type RestoreStatus,
  STATUSES,
  timeLimitAt,
} from '../../../lib/restores/record.ts';
import { expireIfDue, toView } from '../../../lib/restores/view.ts';
import { recordOf, requestOf, SOURCE, TARGET } from '../aws/records.ts';

const AT = new Date('2026-11-22T10:05:00Z');

test('only a waiting or running restore is active', () => {
  expect(STATUSES.filter(isActive)).toEqual(['QUEUED', 'RUNNING']);
});

test('the time limit counts from the request', () => {
  expect(timeLimitAt(recordOf({ request: requestOf({ timeLimitMinutes: 90 }) }))).toEqual(
    new Date('2026-11-22T11:30:00Z'),
  );
});

describe('entering a status', () => {
  test('is written into the timeline, together with what else changes', () => {
    const record = recordOf();
    expect(enter(record, 'RUNNING', AT, { atlasJobId: 'job' })).toEqual({
      ...record,
      status: 'RUNNING',
      atlasJobId: 'job',
      timeline: [...record.timeline, { at: '2026-11-22T10:05:00.000Z', status: 'RUNNING' }],
      pendingEvents: ['RUNNING'],
    });
  });

  test('twice is once, but what else changes does change', () => {
    const running = enter(recordOf(), 'RUNNING', AT);
    expect(enter(running, 'RUNNING', new Date(0), { atlasJobId: 'job' })).toEqual({
      ...running,
      atlasJobId: 'job',
    });
  });

  test('leaves a timeline without repetitions that ends with the status', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<RestoreStatus>(...STATUSES), { minLength: 1 }), (statuses) => {
        const { timeline, status } = statuses.reduce((record, next) => enter(record, next, AT), recordOf());
        expect(timeline.at(-1)?.status).toBe(status);
        expect(status).toBe(statuses.at(-1));
        for (const [at, entry] of timeline.entries()) expect(entry.status).not.toBe(timeline[at - 1]?.status);
      }),
    );
  });
});

describe('durations', () => {
  test('are whole seconds, until Atlas had the job and from then on', () => {
    const record = recordOf({ startedAt: '2026-11-22T10:00:04Z' });
    expect(durationsOf(record, '2026-11-22T10:03:56.400Z')).toEqual({
      queuedSeconds: 4,
      runningSeconds: 232,
      totalSeconds: 236,
    });
  });

  test('count all as waiting where Atlas never had a job', () => {
    expect(durationsOf(recordOf(), '2026-11-22T10:01:00Z')).toEqual({
      queuedSeconds: 60,
      runningSeconds: 0,
      totalSeconds: 60,
    });
  });

  test("are never negative, though Atlas' clock and second differ from ours", () => {
    const record = recordOf({ createdAt: '2026-11-22T10:00:00.900Z', startedAt: '2026-11-22T09:59:58Z' });
    expect(durationsOf(record, '2026-11-22T09:59:59Z')).toEqual({
      queuedSeconds: 0,
      runningSeconds: 1,
      totalSeconds: 0,
    });
  });
});

const NOW = new Date('2026-11-22T12:00:00Z');
const CREATED = '2026-11-22T10:00:00.000Z';
const QUEUED = { at: CREATED, status: 'QUEUED' } as const;

describe('the view of a restore', () => {
  test('of one that has just been accepted says what is known', () => {
    expect(toView(recordOf(), NOW)).toEqual({
      id: 'restore-1',
      status: 'QUEUED',
      source: SOURCE,
      target: TARGET,
      delivery: 'restore',
      adopted: false,
      requestedBy: 'somebody',
      createdAt: CREATED,
      timeline: [QUEUED],
      links: { self: '/v1/restores/restore-1' },
    });
  });

  test('of one that has ended says how, and keeps what is ours to ourselves', () => {
    const durations = { queuedSeconds: 1, runningSeconds: 2, totalSeconds: 3 };
    const reason = { code: 'ATLAS_JOB_FAILED', detail: 'Atlas failed job 1.' };
    const snapshot = { id: '6b000000000000000000c101', createdAt: '2026-11-21T10:00:00Z' };
    const ended = {
      status: 'FAILED',
      reason,
      snapshot,
      atlasJobId: '6b0000000000000000000001',
      adopted: true,
      startedAt: '2026-11-22T10:00:01Z',
      finishedAt: '2026-11-22T10:05:00Z',
      cancelRequestedAt: '2026-11-22T10:01:00Z',
      durations,
    } as const;
    const view = toView(
      recordOf({
        ...ended,
        request: requestOf({ reason: 'Somebody dropped it.', ticket: 'INC-1' }),
        target: { ...TARGET, id: '6b000000000000000000d001' },
        otherJobIds: ['6b0000000000000000000002'],
        jobMayRun: true,
      }),
      NOW,
    );
    expect(view).toEqual({
      id: 'restore-1',
      ...ended,
      otherJobIds: ['6b0000000000000000000002'],
      source: SOURCE,
      target: TARGET,
      delivery: 'restore',
      requestedBy: 'somebody',
      why: 'Somebody dropped it.',
      ticket: 'INC-1',
      createdAt: CREATED,
      timeline: [QUEUED],
      links: { self: '/v1/restores/restore-1' },
    });
  });

  test.each<[string, Parameters<typeof requestOf>[0], object]>([
    [
      'a point in time',
      { snapshot: { pointInTime: '2026-11-22T02:00:00Z' } },
      { pointInTime: '2026-11-22T02:00:00Z' },
    ],
    [
      'an oplog entry',
      { snapshot: { oplog: { ts: 1_763_776_800, inc: 1 } } },
      { oplog: { ts: 1_763_776_800, inc: 1 } },
    ],
  ])('says %s as it was asked for', (_, request, said) => {
    expect(toView(recordOf({ request: requestOf(request) }), NOW)).toMatchObject(said);
  });

  test('links to the download only while there is one', () => {
    const linked = STATUSES.filter((status) => toView(recordOf({ status }), NOW).links.download);
    expect(linked).toEqual(['READY']);
    expect(toView(recordOf({ status: 'READY' }), NOW).links.download).toBe('/v1/restores/restore-1/download');
  });
});

describe('a ready download', () => {
  const ready = (expiresAt?: string) =>
    recordOf({ status: 'READY', ...(expiresAt !== undefined && { expiresAt }) });

  test.each<[string, string | undefined, string]>([
    ['is ready until its link ends', '2026-11-22T12:00:00.000Z', 'READY'],
    ['has expired after that moment', '2026-11-22T11:59:59.999Z', 'EXPIRED'],
    ['stays ready where no end is known', undefined, 'READY'],
  ])('%s', (_, expiresAt, status) => {
    expect(expireIfDue(ready(expiresAt), NOW).status).toBe(status);
  });

  test('expired at the moment its link ended, however late somebody looks', () => {
    const view = toView(ready('2026-11-22T11:00:00Z'), NOW);
    expect(view.timeline).toEqual([QUEUED, { at: '2026-11-22T11:00:00Z', status: 'EXPIRED' }]);
    expect(view.reason?.code).toBe('DOWNLOAD_LINK_EXPIRED');
    expect(view.links).toEqual({ self: '/v1/restores/restore-1' });
  });

  test('is the only thing that expires by itself', () => {
    const others = STATUSES.filter((status) => status !== 'READY');
    for (const status of others) {
      const record = recordOf({ status, expiresAt: '2026-11-22T11:00:00Z' });
      expect(expireIfDue(record, NOW)).toBe(record);
    }
  });
});

describe('an end of a restore that goes into evidence', () => {
  const owing = recordOf({ inEvidence: true });

  test.each(STATUSES.filter((status) => !isActive(status)))(
    '%s is owed by the write that enters it',
    (status) => {
      const reason = { code: 'CODE', detail: 'Why.' };
      expect(enter(owing, status, AT, { reason }).pendingEvidence).toEqual([
        { number: 1, status, at: AT.toISOString(), reason },
      ]);
    },
  );

  test('is owed once, and no status before it is', () => {
    const running = enter(owing, 'RUNNING', AT);
    expect(running.pendingEvidence).toBeUndefined();
    const ended = enter(running, 'SUCCEEDED', AT);
    expect(enter(ended, 'SUCCEEDED', AT).pendingEvidence).toHaveLength(1);
  });

  test('is counted after those that are in evidence and those that are owed', () => {
    const evidence = { sequence: 3, hash: 'a' };
    const proven = recordOf({
      inEvidence: true,
      provenEnds: [{ number: 1, status: 'REFUSED', at: AT.toISOString(), evidence }],
    });
    const ready = enter(proven, 'READY', AT);
    expect(enter(ready, 'CANCELLED', AT).pendingEvidence?.map(({ number }) => number)).toEqual([2, 3]);
  });

  test('is not owed where there is no evidence', () => {
    expect(enter(recordOf(), 'FAILED', AT).pendingEvidence).toBeUndefined();
  });
});
