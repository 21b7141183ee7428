/** A restore's timeline as text. */
import type { RestoreView } from '../../../lib/restores/view.ts';

export function timelineOf(restore: RestoreView, speed: number): string {
  const { source, target, snapshot, durations } = restore;
  const marks = [
    ...restore.timeline.map(({ at, status }) => ({ at, text: status })),
    ...(restore.startedAt === undefined
      ? []
      : [{ at: restore.startedAt, text: `  Atlas took job ${restore.atlasJobId}` }]),
    ...(restore.finishedAt === undefined ? [] : [{ at: restore.finishedAt, text: '  Atlas was done' }]),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const of = snapshot ? `, snapshot ${snapshot.id} of ${snapshot.createdAt}` : '';
  return [
    '',
    `${source.name} (${source.family}) onto ${target?.name}${of}: ${restore.status}`,
    `  restore ${restore.id}`,
    ...marks.map(({ at, text }) => `  ${at.slice(11, 19)}  ${text}`),
    ...(restore.reason ? [`  ${restore.reason.code}: ${restore.reason.detail}`] : []),
    ...(durations
      ? [
          `  ${durations.queuedSeconds} s until Atlas had the job, ${durations.runningSeconds} s in Atlas${speed > 1 ? ` (simulated, ${speed} times as fast)` : ''}`,
        ]
      : []),
  ].join('\n');
}
