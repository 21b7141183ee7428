/** What evidence says of a drill (docs/drills.md, "Evidence"): all that an auditor asks for, and never a document. Pure. */
import { VERSION } from '../../version.ts';
import type { DrillPlan } from '../plans/plan.ts';
import type { DrillRecord, DrillReview } from '../record.ts';

/** Controls that a drill is evidence for, or a restore. */
export const CONTROLS = {
  soc2: ['A1.2', 'A1.3', 'CC7.5'],
  iso27001: ['A.8.13', 'A.5.30'],
  dora: ['Article 11', 'Article 12'],
  nist80053: ['CP-4', 'CP-9(1)', 'CP-9(2)', 'CP-10'],
} as const;

/** @param plan as it is now; absent where there is none any more */
export function drillBody(record: DrillRecord, plan: DrillPlan | undefined): object {
  const {
    access,
    target,
    restore,
    ended,
    version: _,
    phase: _phase,
    pendingEvents: _events,
    ...said
  } = record;
  const { id, plan: name, createdAt, trigger, source, snapshot, marks, simulated } = said;
  return {
    drill: id,
    plan: name,
    ...(plan && {
      cadence: plan.schedule,
      snapshotChoice: plan.snapshot,
      reviewWithinDays: plan.reviewWithinDays,
    }),
    trigger,
    simulated,
    createdAt,
    source,
    snapshot: snapshot ?? null,
    target: target ? { ...without(target, 'uri'), isolated: target.kind === 'ephemeral' } : null,
    fidelity: said.fidelity ?? null,
    cost: said.cost ?? null,
    restore: restore ?? null,
    access: access ? { username: access.username, deleteAfter: access.until, entries: access.entries } : null,
    marks,
    objectives: said.objectives,
    measures: said.measures ?? null,
    checks: said.checks,
    ended: ended ?? null,
    verdict: said.verdict ?? null,
    findings: said.findings ?? [],
    keptUntil: said.keptUntil ?? null,
    roles: ROLES,
    tool: { name: 'atlas-restore', version: VERSION },
    controls: CONTROLS,
  };
}

/** Which credential did what. */
const ROLES = {
  source: 'reader',
  restore: 'restorer',
  target: 'drill owner',
  data: 'temporary database user with a read-only custom role',
} as const;

export function cleanupBody(record: DrillRecord): object {
  const { id, plan, simulated, target, access, cleanup, cost, marks, evidence } = record;
  return {
    drill: id,
    plan,
    simulated,
    of: evidence ?? null,
    target: target ? without(target, 'uri') : null,
    outcome: cleanup ?? null,
    user: access ? { username: access.username, removed: true } : null,
    entries: access?.entries ?? [],
    cleanedAt: marks.cleanedAt ?? null,
    cost: cost ?? null,
    tool: { name: 'atlas-restore', version: VERSION },
  };
}

/** @param review as it is written down: a record that is appended late says what was said then */
export function reviewBody(record: DrillRecord, review: DrillReview): object {
  const { id, plan, simulated, source, verdict, evidence } = record;
  return {
    drill: id,
    plan,
    simulated,
    source,
    of: evidence ?? null,
    verdict: verdict ?? null,
    review: {
      number: review.number,
      decision: review.decision,
      reviewer: review.reviewer,
      recordedBy: review.recordedBy,
      at: review.at,
      ticket: review.ticket ?? null,
      note: review.note ?? null,
      retestDrill: review.retestDrill ?? null,
    },
    tool: { name: 'atlas-restore', version: VERSION },
  };
}

function without<Thing extends object, Key extends keyof Thing>(thing: Thing, key: Key): Omit<Thing, Key> {
  const { [key]: _, ...rest } = thing;
  return rest;
}
