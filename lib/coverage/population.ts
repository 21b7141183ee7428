/**
 * What there is to be drilled, read from Atlas project by project, a few at once. A reading of all projects may take
 * several invocations: what is left stays in the head. What was read counts at once, and a project that is gone is
 * dropped at the end.
 */
import type { AtlasClient } from '../atlas/client.ts';
import { AtlasError } from '../atlas/errors.ts';
import type { Clock } from '../clock.ts';
import { clusterFacts } from '../restores/families/cluster-shapes.ts';
import type { CoverageConfig } from './config.ts';
import type { CoverageHead, CoveredDeployment, ScopeProject } from './record.ts';

/** Two calls each: far below what Atlas lets a project have, and few enough not to be in a restore's way. */
const AT_ONCE = 4;
/** A project that hangs must not use up the time of all others. */
const CALL_MS = 10_000;
/** The rule comes four times in it; a little less, since a rule is never quite punctual. */
const EVERY_MS = 55 * 60_000;

export interface PopulationContext {
  readonly atlas: AtlasClient;
  readonly clock: Clock;
  readonly drills: { readonly projectId: string; readonly coverage: CoverageConfig };
}

export type ProjectRead =
  | { readonly deployments: readonly CoveredDeployment[] }
  /** In Atlas' words. */
  | { readonly notRead: string };

export interface PopulationRead {
  readonly head: CoverageHead;
  /** By the project's id: what was read now. */
  readonly read: ReadonlyMap<string, ProjectRead>;
  /** No longer in scope. */
  readonly dropped: readonly ScopeProject[];
}

/** @param isOver asked before each project but the first ones, so that every invocation gets on */
export async function readPopulation(
  context: PopulationContext,
  before: CoverageHead,
  isOver: () => boolean,
): Promise<PopulationRead> {
  const atlas = context.atlas.limitedTo({ attemptMs: CALL_MS, totalMs: CALL_MS });
  const read = new Map<string, ProjectRead>();
  const head = await begun({ ...context, atlas }, before);
  if (head.pass === undefined) return { head, read, dropped: [] };
  const left = [...head.pass.left];
  const readers = Array.from({ length: AT_ONCE }, async () => {
    do {
      const id = left.shift();
      if (id === undefined) return;
      read.set(id, await readProject(atlas, id));
    } while (!isOver());
  });
  await Promise.all(readers);
  if (left.length > 0) return { head: { ...head, pass: { ...head.pass, left } }, read, dropped: [] };
  const { pass, ...rest } = head;
  const inScope = new Set(pass.projects.map(({ id }) => id));
  const dropped = head.projects.filter(({ id }) => !inScope.has(id));
  return { head: { ...rest, asOf: pass.startedAt, projects: pass.projects }, read, dropped };
}

/** With a reading under way where it is time for one, or a reason why not. */
async function begun(context: PopulationContext, head: CoverageHead): Promise<CoverageHead> {
  const now = context.clock.now();
  if (head.pass !== undefined) return head;
  if (head.asOf !== undefined && now.getTime() - Date.parse(head.asOf) < EVERY_MS) return head;
  const { notListed: _, ...rest } = head;
  try {
    const projects = await projectsInScope(context);
    const left = projects.map(({ id }) => id);
    return { ...rest, pass: { startedAt: now.toISOString(), projects, left } };
  } catch (error) {
    return { ...rest, notListed: inWords(error) };
  }
}

async function projectsInScope({ atlas, drills }: PopulationContext): Promise<readonly ScopeProject[]> {
  const { scope } = drills.coverage;
  const listed = new Map<string, ScopeProject>();
  try {
    for await (const { id, name } of atlas.items('listProjects', { path: {} })) listed.set(id, { id, name });
  } catch (error) {
    // Whoever names the projects wants of the list only what they are called.
    if (!('projectIds' in scope)) throw error;
  }
  const wanted =
    'projectIds' in scope
      ? [...new Set(scope.projectIds)].map((id) => listed.get(id) ?? { id, name: null })
      : [...listed.values()];
  // What drills make is no source of any.
  return wanted.filter(({ id }) => id !== drills.projectId);
}

async function readProject(atlas: AtlasClient, groupId: string): Promise<ProjectRead> {
  const path = { groupId };
  const found = new Map<string, CoveredDeployment>();
  try {
    for await (const cluster of atlas.items('listClusters', { path }))
      found.set(cluster.name, { name: cluster.name, family: clusterFacts(cluster).family });
    for await (const { name } of atlas.items('listFlexClusters', { path }))
      found.set(name, { name, family: 'flex' });
  } catch (error) {
    return { notRead: inWords(error) };
  }
  return { deployments: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Anything that is no answer of Atlas is a defect of ours, or a secret that cannot be read: the function fails by it. */
function inWords(error: unknown): string {
  if (!(error instanceof AtlasError)) throw error;
  return `Atlas answered ${error.status || 'nothing'}, ${error.errorCode}.`;
}
