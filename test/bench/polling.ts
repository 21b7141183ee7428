/**
 * The poll plan beside what people use: calls, lag, restores lost, transitions and dollars. The plan's usual end is
 * taken from one half of Atlas' recorded durations and measured on the other; long restores are simulated.
 */
import { existsSync, readFileSync } from 'node:fs';
import { usualEnd } from '../../lib/restores/expected-duration.ts';
import type { UsualEnd } from '../../lib/restores/poll-plan.ts';
import { CLI, CLOUD_FORMATION, DOLLARS_A_THOUSAND, LOOP, ours, type Poller, wait } from './pollers.ts';
import { type Budget, type Report, round, table } from './report.ts';

const RECORDED = new URL('../../../shared/wire/restore-durations.json', import.meta.url);

interface Group {
  readonly name: string;
  readonly family: 'flex' | 'cluster';
  readonly durations: readonly number[];
  /** Of our plans: what they know. */
  readonly plans: readonly (readonly [string, UsualEnd | null])[];
  readonly mayCostAFifth?: true;
}

export async function benchPolling(): Promise<Report> {
  const groups = [...recordedGroups(), ...longGroups()];
  const skipped = existsSync(RECORDED) ? [] : ['Skipped: the recorded durations are not on this machine.'];
  const measured = groups.map((group) => ({
    group,
    pollers: pollersOf(group).map((one) => measure(one, group)),
  }));
  return {
    name: 'polling',
    text: [...skipped, ...measured.map(({ group, pollers }) => tableOf(group, pollers))].join('\n\n'),
    budgets: measured.flatMap(({ group, pollers }) => budgetsOf(group, pollers)),
  };
}

/** Every second one, in the order of recording, is what is known; the others are what comes. */
function recordedGroups(): Group[] {
  if (!existsSync(RECORDED)) return [];
  const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as Record<
    'flex' | 'clusterAutomated',
    number[]
  >;
  const group = (name: string, family: Group['family'], all: readonly number[]): Group => {
    const known = all.filter((_, at) => at % 2 === 0).map((seconds) => ({ seconds }));
    const durations = all.filter((_, at) => at % 2 === 1);
    return {
      name: `${durations.length} recorded ${name}`,
      family,
      durations,
      plans: [
        ['fitted on the other half', usualEnd(known)],
        ['as it is in the code', null],
      ],
    };
  };
  return [
    group('Flex restores', 'flex', recorded.flex),
    group('dedicated restores (M10)', 'cluster', recorded.clusterAutomated),
  ];
}

/** Restores of large clusters, of which there are no recordings: a tenth around what they are said to take. */
function longGroups(): Group[] {
  return [2, 12].map((hours) => {
    const around = (share: number) => Math.round(hours * 3_600 * (0.9 + 0.2 * share));
    const durations = Array.from({ length: 200 }, (_, at) => around(at / 199));
    const known = Array.from({ length: 20 }, (_, at) => ({ seconds: around(at / 19) }));
    return {
      name: `restores of ${hours} h (simulated)`,
      family: 'cluster',
      durations,
      plans: [
        ['without a history', null],
        ['with twenty before it', usualEnd(known)],
      ],
      ...(hours === 2 && { mayCostAFifth: true }),
    };
  });
}

function pollersOf({ family, plans }: Group): readonly Poller[] {
  const plan = plans.map(([what, usual]) => ours(family, usual, `poll plan, ${what}`));
  return [...plan, CLI, CLOUD_FORMATION, LOOP];
}

interface Measured {
  readonly poller: Poller;
  readonly calls: number;
  readonly lagSeconds: number;
  readonly p95Seconds: number;
  readonly lagShare: number;
  readonly lost: number;
  readonly transitions: number;
}

function measure(poller: Poller, { durations }: Group): Measured {
  const waited = durations.map((seconds) => ({ seconds, ...wait(poller, seconds) }));
  const seen = waited.filter(({ lagSeconds }) => lagSeconds !== undefined);
  const lags = seen.map(({ lagSeconds = 0 }) => lagSeconds).sort((a, b) => a - b);
  return {
    poller,
    calls: mean(waited.map(({ calls }) => calls)),
    lagSeconds: mean(lags),
    p95Seconds: lags[Math.ceil(0.95 * lags.length) - 1] ?? Number.NaN,
    lagShare: mean(seen.map(({ lagSeconds = 0, seconds }) => lagSeconds / seconds)),
    lost: waited.length - seen.length,
    transitions: mean(waited.map(({ transitions }) => transitions)),
  };
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const dollars = ({ transitions }: Measured): number => (transitions / 1_000) * DOLLARS_A_THOUSAND;

function tableOf({ name }: Group, pollers: readonly Measured[]): string {
  const rows = table(
    ['poller', 'calls', 'mean lag', 'p95 lag', 'lag / duration', 'lost', 'transitions', 'dollars'],
    pollers.map((one) => [
      one.poller.name,
      one.calls.toFixed(1),
      seconds(one.lagSeconds),
      seconds(one.p95Seconds),
      Number.isNaN(one.lagShare) ? '–' : `${(100 * one.lagShare).toFixed(1)} %`,
      String(one.lost),
      one.poller.isWorkflow ? one.transitions.toFixed(0) : '–',
      one.poller.isWorkflow ? dollars(one).toFixed(5) : '–',
    ]),
  );
  return `${name[0]?.toUpperCase()}${name.slice(1)}:\n\n${rows}`;
}

const seconds = (value: number): string => (Number.isNaN(value) ? '–' : `${value.toFixed(1)} s`);

function budgetsOf({ name, plans, mayCostAFifth }: Group, pollers: readonly Measured[]): Budget[] {
  const of = (poller: Poller) => pollers.find((one) => one.poller === poller);
  const cli = of(CLI)?.calls ?? 0;
  const loop = of(LOOP);
  return pollers.slice(0, plans.length).flatMap((plan): Budget[] => {
    const what = (measure: string) => `${name}, ${plan.poller.name}: ${measure}`;
    return [
      { what: what("calls, of a quarter of the CLI's"), is: plan.calls, most: round(cli / 4) },
      { what: what('mean lag, % of the duration'), is: 100 * plan.lagShare, most: 5 },
      { what: what('lost'), is: plan.lost, most: 0 },
      ...(mayCostAFifth && loop
        ? [
            {
              what: what("dollars, of a fifth of the 15 s loop's"),
              is: dollars(plan),
              most: round(dollars(loop) / 5),
            },
          ]
        : []),
    ];
  });
}
