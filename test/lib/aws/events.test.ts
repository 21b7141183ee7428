/** Putting events: what is told and what stays pending, and that a restore never suffers from it. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { Events } from '../../../lib/aws/events.ts';
import type { RestoreRecord } from '../../../lib/restores/record.ts';
import { rememberingLog } from '../http/events.ts';

const bridge = mockClient(EventBridgeClient);
afterAll(() => bridge.restore());
const { log, lines } = rememberingLog();
const events = new Events('bus', log, LOCAL_SETTINGS);
const record = {
  id: 'r1',
  status: 'RUNNING',
  request: { snapshot: 'latest', delivery: 'restore' },
  timeline: [
    { at: '2026-11-22T10:00:00.000Z', status: 'QUEUED' },
    { at: '2026-11-22T10:01:00.000Z', status: 'RUNNING' },
  ],
  pendingEvents: ['QUEUED', 'RUNNING'],
} as unknown as RestoreRecord;

beforeEach(() => {
  bridge.reset();
  lines.length = 0;
});
afterEach(() => bridge.reset());

describe('telling', () => {
  test('puts one entry a status onto the bus, with the time of the status', async () => {
    bridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    expect(await events.tell(record)).toBe(true);
    const [call] = bridge.commandCalls(PutEventsCommand);
    const entries = call!.args[0].input.Entries!;
    expect(
      entries.map(({ Detail, Time, ...rest }) => [rest, Time?.toISOString(), JSON.parse(Detail!).eventId]),
    ).toEqual([
      [
        { EventBusName: 'bus', Source: 'atlas-restore', DetailType: 'Restore Job State Change' },
        '2026-11-22T10:00:00.000Z',
        'r1#QUEUED',
      ],
      [
        { EventBusName: 'bus', Source: 'atlas-restore', DetailType: 'Restore Job State Change' },
        '2026-11-22T10:01:00.000Z',
        'r1#RUNNING',
      ],
    ]);
  });

  test('of nothing asks nobody', async () => {
    expect(await events.tell({ ...record, pendingEvents: [] })).toBe(true);
    expect(bridge.calls()).toEqual([]);
  });

  test('that is refused in part, or fails, is no telling, and throws nothing', async () => {
    bridge.on(PutEventsCommand).resolvesOnce({ FailedEntryCount: 1 }).rejects(new Error('away'));
    expect(await events.tell(record)).toBe(false);
    expect(await events.tell(record)).toBe(false);
    expect(lines.map(({ level, message, fields }) => [level, message, fields.restoreId])).toEqual([
      ['warn', 'events refused', 'r1'],
      ['warn', 'events not sent', 'r1'],
    ]);
  });
});
