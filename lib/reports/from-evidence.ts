/**
 * A report of what is in a chain of evidence, without asking anybody: records are added in their order as a verifier has
 * found them intact. Memory holds what the report shows, and of the year before the figures of its drills.
 */
import type { DrillCleanup, DrillRecord, DrillReview } from '../drills/record.ts';
import { type EvidenceRecord, positionOf } from '../evidence/record.ts';
import type { ChainReport, VerifyOptions } from '../evidence/verify-chain.ts';
import { composeReport } from './compose.ts';
import { coverageIn } from './coverage-record.ts';
import { type DrillFacts, factsOf, type SaidOfDrill } from './facts.ts';
import { allEndedBy, isOver, type Period, trendsSince } from './period.ts';
import type { Report, ReportCoverage } from './report.ts';
import { asOf, type ProvenRestore, restoreOfEvidence } from './restore-entry.ts';

type HeldTo = Pick<VerifyOptions, 'head' | 'checkpoints'>;

const highestOf = ({ head, checkpoints = [] }: HeldTo): number | null => {
  const known = [...(head ? [head] : []), ...checkpoints].map(({ sequence }) => sequence);
  return known.length === 0 ? null : known.reduce((most, one) => Math.max(most, one));
};

/** What cleanup and reviews add to a drill. */
interface Later {
  cleanup?: Pick<SaidOfDrill, 'cleanup' | 'cleanupEvidence' | 'cost'> & { readonly cleanedAt?: string };
  readonly reviews: DrillReview[];
}

export class EvidenceReport {
  readonly #period: Period;
  /** Trends look back from a moment in the period: nothing before this is in any. */
  readonly #oldest: string;
  readonly #drills = new Map<string, SaidOfDrill>();
  readonly #later = new Map<string, Later>();
  readonly #restores = new Map<string, ProvenRestore>();
  #coverage: ReportCoverage | null = null;
  /** As its newest record says: so is the deployment. */
  #simulated = false;
  #inPeriodSimulated = false;
  #strange = 0;
  #newest = 0;

  constructor(period: Period) {
    this.#period = period;
    this.#oldest = trendsSince(period, new Date(period.from));
  }

  add(record: EvidenceRecord): void {
    const body = withoutNulls(record.envelope.body);
    this.#newest = Math.max(this.#newest, Date.parse(record.envelope.at));
    if (typeof body.simulated === 'boolean') this.#simulated = body.simulated;
    const { kind } = record.envelope;
    if (kind === 'drill') this.#drill(record, body);
    else if (kind === 'cleanup') this.#cleanup(record, body);
    else if (kind === 'review') this.#review(record, body);
    else if (kind === 'restore') this.#restore(record, body);
    else if (kind === 'coverage') this.#judged(record, body);
  }

  /**
   * @param chain what the verifier has found
   * @param heldTo what the verifier was given beside it
   * @param clock until when drills are looked at: a chain that says later moments is of another clock, which counts
   */
  result(chain: Pick<ChainReport, 'head' | 'keys'>, clock: Date, heldTo: HeldTo = {}): Report {
    const now = new Date(Math.max(clock.getTime(), this.#newest));
    const lastAt = this.#newest > 0 ? new Date(this.#newest).toISOString() : null;
    const since = trendsSince(this.#period, now);
    const drills = [...this.#drills.values()].filter(({ createdAt }) => createdAt >= since);
    const facts: DrillFacts[] = drills.map((said) => {
      const { cleanup, reviews = [] } = this.#later.get(said.id) ?? {};
      const { cleanedAt, ...cleaned } = cleanup ?? {};
      const marks = cleanedAt === undefined ? said.marks : { ...said.marks, cleanedAt };
      return factsOf({ ...said, ...cleaned, marks, reviews }, this.#isIn(said.createdAt), now);
    });
    const inPeriod = facts.filter(({ drill }) => drill !== undefined);
    return composeReport({
      period: this.#period,
      now,
      madeFrom: 'evidence',
      simulated: this.#simulated || this.#inPeriodSimulated,
      drills: facts,
      restores: [...this.#restores.values()].map((one) => asOf(one, now)),
      coverage: this.#coverage,
      chain: {
        head: chain.head ?? null,
        keyIds: [...chain.keys.keys()],
        verified: true,
        lastAt,
        heldTo: highestOf(heldTo),
      },
      leftOut: [
        ...endsEarly(this.#period, now, lastAt),
        ...(this.#strange > 0
          ? [`${this.#strange} records are of a shape that this release does not know, and are not in it.`]
          : []),
        ...(this.#coverage === null && inPeriod.length > 0
          ? ['The evidence holds no record of coverage of this period.']
          : []),
      ],
    });
  }

  #isIn(at: string): boolean {
    return at >= this.#period.from && at < this.#period.to;
  }

  #drill(record: EvidenceRecord, body: Body): void {
    const { drill, reviewWithinDays } = body;
    if (!isDrill(body) || typeof drill !== 'string') {
      this.#strange += 1;
      return;
    }
    if (body.createdAt < this.#oldest || body.createdAt >= this.#period.to) return;
    const isIn = this.#isIn(body.createdAt);
    this.#inPeriodSimulated ||= isIn && body.simulated === true;
    this.#drills.set(drill, {
      ...body,
      id: drill,
      // Outside of the period nobody asks for them, and they are most of it.
      checks: isIn ? body.checks : [],
      evidence: positionOf(record),
      cleanupSince: record.envelope.at,
      ...(typeof reviewWithinDays === 'number' && { reviewWithinDays }),
    });
  }

  #cleanup(record: EvidenceRecord, { drill, outcome, cost, cleanedAt }: Body): void {
    const later = this.#laterOf(drill);
    if (later === undefined) return;
    later.cleanup = {
      cleanupEvidence: positionOf(record),
      ...(outcome !== undefined && { cleanup: outcome as DrillCleanup }),
      ...(cost !== undefined && { cost: cost as NonNullable<DrillRecord['cost']> }),
      ...(typeof cleanedAt === 'string' && { cleanedAt }),
    };
  }

  #review(record: EvidenceRecord, { drill, review }: Body): void {
    const said = withoutNulls(review) as unknown as DrillReview;
    this.#laterOf(drill)?.reviews.push({ ...said, evidence: positionOf(record) });
  }

  #restore(record: EvidenceRecord, body: Body): void {
    const restore = restoreOfEvidence(body, positionOf(record));
    if (restore === undefined) {
      this.#strange += 1;
      return;
    }
    // A later end of the same restore is what became of it.
    if (this.#isIn(restore.entry.createdAt)) this.#restores.set(restoreOf(record.envelope.key), restore);
  }

  #judged({ envelope: { key, body } }: EvidenceRecord, { simulated }: Body): void {
    const coverage = coverageIn(body);
    // `coverage#2026-11-30`: of that day, and written after it.
    const day = key.slice(key.indexOf('#') + 1);
    if (coverage === undefined || !this.#isIn(`${day}T00:00:00.000Z`)) return;
    this.#inPeriodSimulated ||= simulated === true;
    this.#coverage = coverage;
  }

  /** Undefined: the drill, whose record is before all that follows, is of another time. */
  #laterOf(drill: unknown): Later | undefined {
    const id = String(drill);
    if (!this.#drills.has(id)) return undefined;
    const later = this.#later.get(id) ?? { reviews: [] };
    this.#later.set(id, later);
    return later;
  }
}

/** `id#restore`, `id#restore-2`: a name that evidence leaves out is still told from others by the key. */
const restoreOf = (key: string): string => key.slice(0, key.lastIndexOf('#'));

function endsEarly(period: Period, now: Date, lastAt: string | null): readonly string[] {
  if (!isOver(period, now)) return [];
  const where = `The chain ends ${lastAt === null ? 'before its first record' : `at ${lastAt}`}`;
  if (lastAt === null || lastAt < period.to)
    return [`${where}, before the period does: what was recorded later is not in this report.`];
  if (Date.parse(lastAt) < allEndedBy(period).getTime())
    return [`${where}: what began in the period and has ended later is not in this report.`];
  return [];
}

type Body = Readonly<Record<string, unknown>>;

/** Evidence says null where a record says nothing. */
function withoutNulls(value: unknown): Body {
  return Object.fromEntries(Object.entries(Object(value)).filter(([, one]) => one !== null));
}

function isDrill(body: Body): body is Body & SaidOfDrill {
  const { plan, source, trigger, createdAt, marks, objectives, checks } = body;
  return (
    [plan, createdAt].every((one) => typeof one === 'string') &&
    [source, trigger, marks, objectives].every((one) => typeof one === 'object') &&
    Array.isArray(checks)
  );
}
