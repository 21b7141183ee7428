/**
 * A thousand restores onto a thousand targets at once in one project, with Atlas' rate limits: whether all of them end,
 * what they ask of Atlas and how long it takes, beside smaller fleets. (The simulator has no limit of clusters.)
 */
import { type FleetResult, restoreFleet } from '../support/fleet.ts';
import { type Budget, quantile, type Report, round, table } from './report.ts';

const SIZES = [1, 10, 100, 1_000];
/** Of a project's backups: what a full bucket holds, and what comes back a minute. */
const CAPACITY = 1_200;
const REFILL = 500;

export async function benchFleet(): Promise<Report> {
  const measured: [number, FleetResult][] = [];
  for (const size of SIZES) measured.push([size, await restoreFleet(size)]);
  const rows = measured.map(([size, result]) => rowOf(size, result));
  const [size, largest] = measured.at(-1) ?? [];
  if (size === undefined || largest === undefined) throw new Error('No fleet was measured.');
  return {
    name: 'fleet',
    text: `Restores at once, each of its own source, dedicated, 232 s in Atlas:\n\n${table(HEAD, rows)}`,
    budgets: budgetsOf(size, largest),
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
  const lags = result.records.map(lagSeconds);
  const calls = callsOf(result);
  return [
    String(size),
    String(succeeded(result)),
    String(calls),
    String(backupCalls.turnedAway),
    (calls / size).toFixed(1),
    `${wallSeconds.toFixed(0)} s`,
    `≤ ${boundSeconds(result).toFixed(0)} s`,
    `${quantile(lags, 0.5).toFixed(0)} s`,
    `${quantile(lags, 1).toFixed(0)} s`,
  ];
}

function budgetsOf(size: number, result: FleetResult): Budget[] {
  return [
    { what: `of ${size}, not ended well`, is: size - succeeded(result), most: 0 },
    { what: 'jobs in Atlas beyond one a restore', is: Math.abs(result.jobs - size), most: 0 },
    { what: 'backup calls a restore, those turned away included', is: callsOf(result) / size, most: 8 },
    {
      what: 'wall time, s, of 1.2 × max((calls − 1,200) / 500 min, the slowest restore)',
      is: result.wallSeconds,
      most: round(boundSeconds(result)),
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
