/**
 * The two lines that every restore has in the log, for who reads it by `restoreId`: what was asked for and by whom, and
 * how it ended. Between them each step says what it came to (docs/reliability.md).
 */
import type { Log } from '../log.ts';
import type { RestoreRecord } from './record.ts';
import { saidOf } from './said.ts';

export function logAccepted(log: Log, record: RestoreRecord): void {
  const { id, requestedBy, source, target, snapshot, request } = record;
  log.info('restore accepted', {
    restoreId: id,
    requestedBy,
    ...saidOf(request),
    source,
    target,
    snapshot: snapshot ?? request.snapshot,
    delivery: request.delivery,
    timeLimitMinutes: request.timeLimitMinutes,
  });
}

export function logEnded(log: Log, record: RestoreRecord): void {
  const { id, status, reason, atlasJobId, adopted, durations, jobMayRun } = record;
  const write = status === 'SUCCEEDED' || status === 'READY' ? log.info : log.warn;
  const fields = { restoreId: id, status, reason, atlasJobId, adopted, durations, jobMayRun };
  write('restore ended', fields);
}
