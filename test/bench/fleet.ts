/**
 * A thousand restores onto a thousand targets at once in one project, with Atlas' rate limits: whether all of them end,
 * what they ask of Atlas and how long it takes, beside smaller fleets. (The simulator has no limit of clusters.)
 */
import { type FleetResult, restoreFleet } from '../support/fleet.ts';
import type { Report } from './report.ts';

const SIZES = [1, 10, 100, 1_000];
/** Of a project's backups: what a full bucket holds, and what comes back a minute. */
const CAPACITY = 1_200;
const REFILL = 500;

export async function fleet(): Promise<Report> {
  const rows: string[][] = [];
  let last: FleetResult | undefined;
  for (const size of SIZES) {
    last = await restoreFleet(size);
    rows.push(rowOf(size, last));
  }
  if (last === undefined) throw new Error('No fleet was measured.');
  return {
    tables: [
      { caption: 'Restores at once, each of its own source, dedicated, 232 s in Atlas', head: HEAD, rows },
    ],
    wanted: wantedOf(SIZES.at(-1) ?? 0, last),
  };
}

const HEAD = [
  'restores',
  'succeeded',
  'backup calls',
  'of them 429',
  'calls a restore',
  'wall',
  'wanted',
  'p50 lag',
  'worst lag',
];

function rowOf(size: number, result: FleetResult): string[] {
  const { backupCalls, wallSeconds } = result;
  const lags = result.records.map(lagSeconds).sort((a, b) => a - b);
  const calls = callsOf(result);
  return [
    String(size),
    String(succeeded(result)),
    String(calls),
    String(backupCalls.turnedAway),
    (calls / size).toFixed(1),
    `${wallSeconds.toFixed(0)} s`,
    `≤ ${boundSeconds(result).toFixed(0)} s`,
    `${(lags[Math.floor(lags.length / 2)] ?? 0).toFixed(0)} s`,
    `${(lags.at(-1) ?? 0).toFixed(0)} s`,
  ];
}

function wantedOf(size: number, result: FleetResult): Report['wanted'] {
  const calls = callsOf(result);
  const failed = result.records.filter(({ status }) => status !== 'SUCCEEDED').length;
  return [
    { what: `all ${size} end well, none by 429: ${failed} did not`, met: failed === 0 },
    { what: `one job a restore: ${result.jobs}`, met: result.jobs === size },
    {
      what: `at most 8 backup calls a restore, those turned away included: ${(calls / size).toFixed(2)}`,
      met: calls <= 8 * size,
    },
    {
      what: `wall time at most 1.2 × max((calls − 1,200) / 500 min, the slowest restore) = ${boundSeconds(result).toFixed(0)} s: ${result.wallSeconds.toFixed(0)} s`,
      met: result.wallSeconds <= boundSeconds(result),
    },
  ];
}

const callsOf = ({ backupCalls }: FleetResult): number => backupCalls.let + backupCalls.turnedAway;
const succeeded = ({ records }: FleetResult): number =>
  records.filter(({ status }) => status === 'SUCCEEDED').length;

function boundSeconds(result: FleetResult): number {
  return 1.2 * Math.max(((callsOf(result) - CAPACITY) / REFILL) * 60, result.slowestSeconds);
}

/** From Atlas' end of the job to ours of the restore. */
function lagSeconds({ timeline, finishedAt = '' }: FleetResult['records'][number]): number {
  return (Date.parse(timeline.at(-1)?.at ?? '') - Date.parse(finishedAt)) / 1_000;
}
