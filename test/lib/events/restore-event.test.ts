/** What is told of a restore: every status once, by an id that stays, as it was then. */
import { describe, expect, test } from 'vitest';
import { pendingEvents, timeOf } from '../../../lib/events/restore-event.ts';
import { enter, type RestoreRecord } from '../../../lib/restores/record.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute));
const queued: RestoreRecord = {
  id: 'restore-1',
  version: 1,
  status: 'QUEUED',
  request: {
    source: { projectId: 'a'.repeat(24), name: 'Orders' },
    snapshot: 'latest',
    delivery: 'restore',
    whenTargetBusy: 'refuse',
    timeLimitMinutes: 60,
    again: false,
    dryRun: false,
  },
  requestHash: 'hash',
  requestedBy: 'somebody',
  source: { projectId: 'a'.repeat(24), family: 'cluster', name: 'Orders' },
  createdAt: at(0).toISOString(),
  timeline: [{ at: at(0).toISOString(), status: 'QUEUED' }],
  pendingEvents: ['QUEUED'],
};

describe('entering a status', () => {
  test('makes it pending, once, after those before it', () => {
    const running = enter(queued, 'RUNNING', at(1));
    expect(running.pendingEvents).toEqual(['QUEUED', 'RUNNING']);
    expect(enter(running, 'RUNNING', at(2)).pendingEvents).toEqual(['QUEUED', 'RUNNING']);
  });
});

describe('pending events', () => {
  test('are none of a record that has told all, or is older than events', () => {
    const { pendingEvents: _, ...told } = queued;
    expect(pendingEvents(told)).toEqual([]);
    expect(pendingEvents({ ...queued, pendingEvents: [] })).toEqual([]);
  });

  test('say of each status what was known then', () => {
    const reason = { code: 'ATLAS_JOB_FAILED', detail: 'x' };
    const durations = { queuedSeconds: 1, runningSeconds: 2, totalSeconds: 3 };
    const failed = enter(enter(queued, 'RUNNING', at(1), { atlasJobId: 'job' }), 'FAILED', at(2), {
      reason,
      durations,
      finishedAt: at(2).toISOString(),
    });
    const events = pendingEvents(failed);
    expect(events.map(({ eventId, status }) => [eventId, status])).toEqual([
      ['restore-1#QUEUED', 'QUEUED'],
      ['restore-1#RUNNING', 'RUNNING'],
      ['restore-1#FAILED', 'FAILED'],
    ]);
    expect(events.map(({ timeline }) => timeline.length)).toEqual([1, 2, 3]);
    expect(events.map((event) => event.reason)).toEqual([undefined, undefined, reason]);
    expect(events.map((event) => event.finishedAt)).toEqual([undefined, undefined, at(2).toISOString()]);
    expect(events.map((event) => timeOf(event, event.status))).toEqual(
      [0, 1, 2].map((m) => at(m).toISOString()),
    );
  });

  test('say of a ready download where its links are, never a link', () => {
    const ready = enter(queued, 'READY', at(3), { expiresAt: at(50).toISOString() });
    const [, event] = pendingEvents(ready);
    expect(event).toMatchObject({ status: 'READY', links: { download: '/v1/restores/restore-1/download' } });
    expect(JSON.stringify(event)).not.toContain('http');
  });
});
