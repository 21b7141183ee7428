/** Seventh step: the verdict, and its evidence, before anything is taken away. One record a drill, however often it runs. */
import { appendEvidence } from '../../evidence/append.ts';
import { positionOf } from '../../evidence/record.ts';
import { redacted } from '../../evidence/redact.ts';
import { nextBaseline } from '../baseline.ts';
import type { DrillContext, EvidencePart } from '../context.ts';
import { drillBody } from '../evidence/body.ts';
import { measuresOf } from '../measures.ts';
import { sourceKey } from '../places.ts';
import type { DrillPlan } from '../plans/plan.ts';
import type { DrillRecord } from '../record.ts';
import { allRows, decide } from '../verdict.ts';
import { countsForRpo } from './choose.ts';
import { changeDrill, type DrillStep, onwards, planOf, step } from './step.ts';

type Context = DrillContext & EvidencePart;

const MINUTE_MS = 60_000;

export async function recordEvidence(context: Context, id: string): Promise<DrillStep> {
  const record = await context.drillLedger.getDrill(id);
  if (record === undefined) return step(id, 'REPORT');
  if (record.phase !== 'EVIDENCE') return onwards(record);
  return onwards(await withEvidence(context, record));
}

/** Of a drill in whatever phase from this one on; one that has its evidence is left as it is. */
export async function withEvidence(context: Context, record: DrillRecord): Promise<DrillRecord> {
  if (record.evidence !== undefined) return record;
  const plan = planOf(context, record);
  const decided = judged(context, await withJob(context, record), plan);
  const { record: evidence } = await appendEvidence(context.evidence, {
    key: `${record.id}#drill`,
    kind: 'drill',
    at: context.clock.now().toISOString(),
    body: redacted(drillBody(decided, plan)),
  });
  // What lies in the chain is what counts, also when it was written by a call before this one.
  const said = evidence.envelope.body as Pick<
    DrillRecord,
    'verdict' | 'findings' | 'measures' | 'keptUntil' | 'restore'
  >;
  const saved = await changeDrill(context, record, (current) => {
    if (current.evidence !== undefined) return undefined;
    const { keptUntil } = said;
    return {
      ...current,
      checks: decided.checks,
      verdict: said.verdict ?? 'INCONCLUSIVE',
      findings: said.findings ?? [],
      ...(said.measures && { measures: said.measures }),
      ...(said.restore && { restore: said.restore }),
      ...(keptUntil ? { keptUntil, deleteBy: later(keptUntil, current.deleteBy) } : {}),
      evidence: positionOf(evidence),
      pendingEvents: [...(current.pendingEvents ?? []), 'VERDICT'],
      cleanupSince: current.cleanupSince ?? context.clock.now().toISOString(),
      phase: current.phase === 'EVIDENCE' ? 'CLEANUP' : current.phase,
    };
  });
  if (said.verdict === 'PASSED') await becomeBaseline(context, record);
  context.log.info('drill decided', {
    drillId: record.id,
    verdict: saved.verdict,
    sequence: saved.evidence?.sequence,
  });
  return saved;
}

/** One that ends before its restore does (out of time, cancelled) says all the same which job Atlas has. */
async function withJob({ drillLedger }: Context, record: DrillRecord): Promise<DrillRecord> {
  if (record.restore === undefined || record.restore.atlasJobId !== undefined) return record;
  const { status, atlasJobId } = (await drillLedger.getRestore(record.restore.id)) ?? {};
  if (status === undefined) return record;
  return {
    ...record,
    restore: { ...record.restore, status, ...(atlasJobId !== undefined && { atlasJobId }) },
  };
}

const later = (one: string, other: string): string => (Date.parse(one) > Date.parse(other) ? one : other);

/** The record as it will be: its evidence says the verdict too. */
function judged({ clock }: Context, record: DrillRecord, plan: DrillPlan | undefined): DrillRecord {
  const checks = allRows(record.checks);
  const measures = measuresOf({ ...record, checks }, plan !== undefined && countsForRpo(plan));
  const { verdict, findings } = decide({ ...record, checks }, measures);
  const { onSuccessMinutes = 0, onFailureMinutes = 0 } = plan?.keep ?? {};
  const keepMinutes = verdict === 'PASSED' ? onSuccessMinutes : onFailureMinutes;
  const isKept =
    keepMinutes > 0 &&
    record.target?.kind === 'ephemeral' &&
    record.target.atlasId !== undefined &&
    record.cancelRequestedAt === undefined;
  return {
    ...record,
    checks,
    measures,
    verdict,
    findings,
    ...(isKept && { keptUntil: new Date(clock.now().getTime() + keepMinutes * MINUTE_MS).toISOString() }),
  };
}

/** The verdict stands without it: where it cannot be kept, the next drill is compared with an older one. */
async function becomeBaseline(context: Context, record: DrillRecord): Promise<void> {
  try {
    await keepBaseline(context, record);
  } catch (error) {
    context.log.error('the baseline was not kept', {
      drillId: record.id,
      error: error instanceof Error ? error.name : '',
    });
  }
}

/** Two drills of one source never run at once, so nobody else writes it but a call of this one. */
async function keepBaseline(
  { drillLedger, log }: Context,
  { id, source, marks }: DrillRecord,
): Promise<void> {
  const collections = await drillLedger.observed(id);
  if (collections === undefined) return;
  const { version, stored } = await drillLedger.baseline(sourceKey(source));
  if (stored?.drillId === id) return;
  const at = marks.decidedAt ?? marks.startedAt ?? '';
  const saved = await drillLedger.saveBaseline(
    sourceKey(source),
    version,
    nextBaseline(stored, id, at, collections),
  );
  if (!saved) log.warn('the baseline was written by another drill', { drillId: id });
}
