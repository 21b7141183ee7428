/**
 * What there is to be drilled, read from Atlas project by project, a few at once. A reading of all projects may take
 * several invocations: what is left stays in the head. What was read counts at once, and a project that is gone is
 * dropped at the end.
 */
import type { AtlasClient } from '../atlas/client.ts';
import { AtlasError } from '../atlas/errors.ts';
import type { Clock } from '../clock.ts';
import { eachOf } from '../each-of.ts';
import { clusterFacts } from '../restores/families/cluster-shapes.ts';
import type { CoverageConfig } from './config.ts';
import type { CoverageHead, CoveredDeployment, ScopeProject } from './record.ts';

/** Two calls each: far below what Atlas lets a project have, and few enough not to be in a restore's way. */
const AT_ONCE = 4;
/** A project that hangs must not use up the time of all others. */
const CALL_MS = 10_000;
/** The rule comes four times in it; a little less, since a rule is never quite punctual. */
const EVERY_MS = 55 * 60_000;

/** The rule comes every fifteen: each round asks, and drills that end in between do not. */
const AGAIN_MS = 14 * 60_000;

/**
 * Whether a project was deleted Atlas does not tell everybody (401 `NOT_IN_GROUP` is both): long enough for somebody to
 * see the finding and give the credential back what it lost, and no alarm for ever about what was deleted.
 */
const LOST_MS = 7 * 86_400_000;

export interface PopulationContext {
  readonly atlas: AtlasClient;
  readonly clock: Clock;
  readonly drills: { readonly projectId: string; readonly coverage: CoverageConfig };
}

export type ProjectRead =
  | { readonly deployments: readonly CoveredDeployment[] }
  /** In Atlas' words. */
  | { readonly notRead: string; readonly isGone: boolean };

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
  const missing = head.projects.filter(({ id }) => !inScope.has(id));
  const { dropped, lost } = await whyMissing({ ...context, atlas }, missing, read);
  const projects = [...pass.projects, ...lost];
  return { head: { ...rest, asOf: pass.startedAt, projects }, read, dropped };
}

/**
 * A project that is gone and one that the credential was shut out of are not listed alike, and only of the first one are
 * the findings mended. So each is asked for itself; what `read` gets of one that is not gone is as of any other.
 */
async function whyMissing(
  { atlas, clock, drills }: PopulationContext,
  missing: readonly ScopeProject[],
  read: Map<string, ProjectRead>,
): Promise<{ readonly dropped: readonly ScopeProject[]; readonly lost: readonly ScopeProject[] }> {
  // Nobody asks for what the configuration has taken out.
  if ('projectIds' in drills.coverage.scope) return { dropped: missing, lost: [] };
  const now = clock.now();
  const dropped: ScopeProject[] = [];
  const lost: ScopeProject[] = [];
  await eachOf(missing, AT_ONCE, async (project) => {
    const { id, name, lostSince = now.toISOString() } = project;
    const until = new Date(Date.parse(lostSince) + LOST_MS);
    const found = id === drills.projectId ? GONE : await readProject(atlas, id);
    if ('notRead' in found && (found.isGone || now >= until)) {
      dropped.push(project);
      return;
    }
    if ('deployments' in found) {
      lost.push({ id, name });
      read.set(id, found);
      return;
    }
    lost.push({ id, name, lostSince });
    const why = `It is gone, or the credential was shut out of it: it counts until ${until.toISOString()}.`;
    read.set(id, { ...found, notRead: `Atlas lists it no longer. ${found.notRead} ${why}` });
  });
  return { dropped, lost };
}

const GONE = { notRead: '', isGone: true } as const;

/** With a reading under way where it is time for one, or a reason why not. */
async function begun(context: PopulationContext, head: CoverageHead): Promise<CoverageHead> {
  const now = context.clock.now();
  if (head.pass !== undefined) return head;
  if (head.asOf !== undefined && now.getTime() - Date.parse(head.asOf) < EVERY_MS) return head;
  const { notListed, askedAt = '', ...rest } = head;
  if (notListed !== undefined && now.getTime() - Date.parse(askedAt) < AGAIN_MS) return head;
  try {
    const projects = await projectsInScope(context);
    const left = projects.map(({ id }) => id);
    return { ...rest, pass: { startedAt: now.toISOString(), projects, left } };
  } catch (error) {
    return { ...rest, notListed: inWords(error), askedAt: now.toISOString() };
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
    return { notRead: inWords(error), isGone: (error as AtlasError).errorCode === 'GROUP_NOT_FOUND' };
  }
  return { deployments: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Anything that is no answer of Atlas is a defect of ours, or a secret that cannot be read: the function fails by it. */
function inWords(error: unknown): string {
  if (!(error instanceof AtlasError)) throw error;
  return `Atlas answered ${error.status || 'nothing'}, ${error.errorCode}.`;
}
