/**
 * What the first reading of an organisation costs: Atlas' calls, and the time with the drills of all clusters to be read
 * and every finding to be told, beside the same lists of Atlas alone, by the same client in the same run. Simulator and
 * dynalite are in this process: it shows how the work grows, not how fast AWS is.
 */
import type { AtlasClient } from '../../lib/atlas/client.ts';
import { FLEET_PROJECTS, organizationOf } from '../support/organization.ts';
import { median, type Report, round, table } from './report.ts';

/** Clusters and projects. The last is measured once: making it takes longer than reading it. */
const SIZES = [
  { clusters: 50, projects: 2, rounds: 5 },
  { clusters: 500, projects: 20, rounds: 3 },
  { clusters: 5_000, projects: 200, rounds: 1 },
] as const;
/** As many projects as the reading reads at once. */
const AT_ONCE = 4;

interface Measured {
  readonly clusters: number;
  readonly projects: number;
  readonly calls: number;
  readonly ms: number;
  /** Of the processor: what else the machine does meanwhile does not count. */
  readonly cpuMs: number;
  readonly atlasCpuMs: number;
}

export async function benchCoverage(): Promise<Report> {
  // Whoever comes first pays for what is loaded and compiled.
  await measured(50, 2);
  const results: Measured[] = [];
  for (const { clusters, projects, rounds } of SIZES) {
    const some: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) some.push(await measured(clusters, projects));
    results.push({
      clusters,
      projects,
      calls: Math.max(...some.map(({ calls }) => calls)),
      ms: median(some.map(({ ms }) => ms)),
      cpuMs: median(some.map(({ cpuMs }) => cpuMs)),
      atlasCpuMs: median(some.map(({ atlasCpuMs }) => atlasCpuMs)),
    });
  }
  return reportOf(results);
}

async function measured(clusters: number, projects: number): Promise<Measured> {
  const { harness } = await organizationOf(clusters, projects);
  const { simulator, service } = harness;
  try {
    const before = simulator.requests().length;
    const whole = await timed(() => service.drills.count());
    const asked = simulator.requests().slice(before);
    const calls = asked.filter(({ operation }) => operation !== 'token').length;
    const { atlas } = service.drills.services.owner;
    const alone = await timed(() => listAll(atlas, service.drills.services.drills.projectId));
    return { clusters, projects, calls, ...whole, atlasCpuMs: alone.cpuMs };
  } finally {
    await harness.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - began, cpuMs: (user + system) / 1_000 };
}

/** The calls that nobody can do without. */
async function listAll(atlas: AtlasClient, drillProjectId: string): Promise<void> {
  const left: string[] = [];
  for await (const { id } of atlas.items('listProjects', { path: {} }))
    if (id !== drillProjectId) left.push(id);
  const readers = Array.from({ length: AT_ONCE }, async () => {
    for (let groupId = left.shift(); groupId !== undefined; groupId = left.shift())
      for (const operation of ['listClusters', 'listFlexClusters'] as const)
        for await (const _ of atlas.items(operation, { path: { groupId } }));
  });
  await Promise.all(readers);
}

function reportOf(results: readonly Measured[]): Report {
  const rows = results.map(({ clusters, projects, calls, ms, cpuMs, atlasCpuMs }) => [
    clusters.toLocaleString('en'),
    projects,
    calls,
    `${(ms / 1_000).toFixed(2)} s`,
    `${(cpuMs / 1_000).toFixed(2)} s`,
    `${(atlasCpuMs / 1_000).toFixed(2)} s`,
    round(cpuMs / atlasCpuMs),
  ]);
  const head = [
    'clusters',
    'projects',
    'calls of Atlas',
    'time',
    'processor',
    'the lists alone, processor',
    '×',
  ];
  const [middle, largest] = results.slice(-2) as [Measured, Measured];
  const each = ({ cpuMs, clusters }: Measured) => cpuMs / clusters;
  return {
    name: 'coverage',
    text: `The first reading of everything, on the simulator and dynalite, both in the same process as the reading:\n\n${table(head, rows)}`,
    budgets: [
      {
        what: 'calls beyond two a project and one list of projects',
        is: Math.max(...results.map(({ calls, projects }) => calls - 1 - 2 * (projects + FLEET_PROJECTS))),
        most: 0,
      },
      {
        what: `processor time of ${largest.clusters.toLocaleString('en')} clusters: × the lists of Atlas alone`,
        is: largest.cpuMs / largest.atlasCpuMs,
        most: 6,
      },
      {
        what: 'processor time a cluster: 5,000 of them, × 500 of them',
        is: each(largest) / each(middle),
        most: 1.5,
      },
    ],
  };
}
