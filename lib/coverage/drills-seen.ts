/** What the list of drills says of coverage, newest first and only as far as it is not known yet. */
import type { DrillListQuery } from '../aws/drill-ledger.ts';
import { SKIPPED_BUDGET } from '../drills/costs/caps.ts';
import type { DrillRecord } from '../drills/record.ts';
import { eachOf } from '../each-of.ts';
import type { DrillSeen, DrillsByName, DrillsOfSource, DrillsRead } from './record.ts';
import { type DrillReader, isUnreviewed } from './unreviewed.ts';

export interface DrillList extends DrillReader {
  listDrills(
    query: DrillListQuery,
  ): Promise<{ readonly drills: readonly DrillRecord[]; readonly next?: string }>;
}

/** Records of some kilobytes, from four shards each: a page of DynamoDB's, about. */
const PAGE = 100;
/** The index lags, and clocks differ: a drill may show up behind a newer one. */
const MARGIN_MS = 10 * 60_000;
/** Clocks differ, and no more. */
const EARLY_MS = 60_000;
/** Longer than any drill takes whose evidence can be written: what is still undecided then must not hold up the reading. */
const LONGEST_MS = 3 * 86_400_000;
/** Of items of the ledger. */
const AT_ONCE = 25;
/** Looked for one by one, a quarter of an hour apart. */
const MOST_LATE = 200;

export interface DrillNews {
  /** By the project's id. */
  readonly byProject: ReadonlyMap<string, DrillsByName>;
  /** By the plan's name: when the newest drill by schedule was due. */
  readonly fired: ReadonlyMap<string, string>;
  /** Newest first. */
  readonly unreviewed: readonly DrillRecord[];
  readonly read: DrillsRead;
  /** Nothing is left to be read. */
  readonly complete: boolean;
}

export interface Reading {
  /** Whether this deployment is simulated itself: elsewhere simulated drills never count. */
  readonly simulated: boolean;
  readonly now: Date;
  /** Ids of drills that have ended just now: the index of the list may not have them yet. */
  readonly ended?: readonly string[];
  /** Asked after each page. */
  isOver(): boolean;
}

export async function drillNews(list: DrillList, read: DrillsRead, reading: Reading): Promise<DrillNews> {
  const { simulated, now, ended = [] } = reading;
  const byProject = new Map<string, Record<string, DrillsOfSource>>();
  const fired = new Map<string, string>();
  const unreviewed = new Map<string, DrillRecord>();
  let next = read.resume?.next ?? new Date(now.getTime() - MARGIN_MS).toISOString();
  let cursor = read.resume?.cursor;
  const oldest = new Date(now.getTime() - LONGEST_MS).toISOString();
  const late = new Set<string>();
  const see = (drill: DrillRecord): void => {
    if (drill.simulated && !simulated) return;
    const seen = seenIn(drill);
    if (seen !== undefined) note(byProject, drill, seen);
    if (isUnreviewed(drill)) unreviewed.set(drill.id, drill);
  };
  const found = () => ({ byProject, fired, unreviewed: newestFirst(unreviewed) });
  await eachOf(read.late ?? [], AT_ONCE, async (id) => {
    const drill = await list.getDrill(id);
    if (drill !== undefined && drill.verdict === undefined) late.add(id);
    else if (drill !== undefined) see(drill);
  });
  await eachOf(ended, AT_ONCE, async (id) => {
    const drill = await list.getDrill(id);
    if (drill !== undefined) see(drill);
  });
  for (;;) {
    const page = await list.listDrills({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    const fresh = page.drills.filter(({ createdAt }) => read.from === undefined || createdAt >= read.from);
    for (const drill of fresh) {
      const { id, trigger, plan, createdAt, verdict } = drill;
      if (isFiring(drill) && trigger.at > (fired.get(plan) ?? '')) fired.set(plan, trigger.at);
      if (verdict === undefined && createdAt < oldest) late.add(id);
      else if (verdict === undefined && createdAt < next) next = createdAt;
      see(drill);
    }
    cursor = page.next;
    const isLate = late.size > 0 && { late: [...late].slice(0, MOST_LATE) };
    const complete = cursor === undefined || fresh.length < page.drills.length;
    if (complete) return { ...found(), read: { from: next, ...isLate }, complete };
    if (reading.isOver()) {
      const from = read.from !== undefined && { from: read.from };
      const resume = { cursor: cursor ?? '', next };
      return { ...found(), read: { ...from, ...isLate, resume }, complete };
    }
  }
}

const newestFirst = (drills: ReadonlyMap<string, DrillRecord>): readonly DrillRecord[] =>
  [...drills.values()].sort((one, other) => (one.createdAt > other.createdAt ? -1 : 1));

/** Of a rule. A start that somebody has made by hand, of a time to come, must not stand for that time's. */
const isFiring = ({ trigger, createdAt }: DrillRecord): boolean =>
  trigger.kind === 'schedule' && Date.parse(trigger.at) <= Date.parse(createdAt) + EARLY_MS;

function seenIn({ id, verdict, marks, cleanupSince, createdAt }: DrillRecord): DrillSeen | undefined {
  if (verdict === undefined) return undefined;
  // One that ended early has no moment at which its checks were decided; cleanup begins with the verdict.
  return { id, verdict, at: marks.decidedAt ?? cleanupSince ?? createdAt };
}

function note(
  byProject: Map<string, Record<string, DrillsOfSource>>,
  { source: { projectId, name }, ended }: DrillRecord,
  seen: DrillSeen,
): void {
  const byName = byProject.get(projectId) ?? {};
  byProject.set(projectId, byName);
  byName[name] = merged(byName[name], kindOf(seen, ended));
}

/** One that was not begun, since it would have cost too much, says nothing of its source but that it was due. */
function kindOf(seen: DrillSeen, ended: DrillRecord['ended']): DrillsOfSource {
  if (ended?.code === SKIPPED_BUDGET) return { skipped: seen };
  return { decided: seen, ...(seen.verdict === 'PASSED' && { passed: seen }) };
}

/** Of both the newer: in whatever order, and however often they are read. */
export function mergedDrills(known: DrillsByName, news: DrillsByName = {}): DrillsByName {
  const all = { ...known };
  for (const [name, drills] of Object.entries(news)) all[name] = merged(all[name], drills);
  return all;
}

function merged(one: DrillsOfSource = {}, other: DrillsOfSource): DrillsOfSource {
  const passed = newer(one.passed, other.passed);
  const decided = newer(one.decided, other.decided);
  const skipped = newer(one.skipped, other.skipped);
  return { ...(passed && { passed }), ...(decided && { decided }), ...(skipped && { skipped }) };
}

function newer(one: DrillSeen | undefined, other: DrillSeen | undefined): DrillSeen | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.at > one.at ? other : one;
}

/** Names that are no deployment's any more, and may be again: some 500 bytes each, and an item of the ledger holds 400 KB. */
const MOST_GONE = 200;

/** Of names that there are no more of, in a project where clusters are made anew each night, the last that were drilled. */
export function withoutForgotten(
  drills: DrillsByName,
  deployments: readonly { readonly name: string }[],
): DrillsByName {
  const standing = new Set(deployments.map(({ name }) => name));
  const latest = ({ decided, skipped }: DrillsOfSource): string => newer(decided, skipped)?.at ?? '';
  const gone = Object.entries(drills)
    .filter(([name]) => !standing.has(name))
    .sort(([, one], [, other]) => (latest(one) > latest(other) ? -1 : 1));
  if (gone.length <= MOST_GONE) return drills;
  const forgotten = new Set(gone.slice(MOST_GONE).map(([name]) => name));
  return Object.fromEntries(Object.entries(drills).filter(([name]) => !forgotten.has(name)));
}
