/** What the guard of drills is to say, from the safety rules (docs/drills.md), and a search for where it does not. */
import fc from 'fast-check';
import type * as guard from '../../../../lib/drills/target/own-target.ts';
import { type Asked, askedOf, changesOf, type Naming, startsOf } from './cases.ts';

export type Guard = Pick<
  typeof guard,
  'restoreForbidden' | 'deleteForbidden' | 'notOurs' | 'untagged' | 'strayForbidden'
>;

const same = (...values: readonly unknown[]): boolean => new Set(values).size === 1;
const MOST_SKEW_MS = 300_000;

/** By the tag that only this drill gives, and not there before the drill meant to make it. */
export function carriesItsMark({ record, fresh }: Asked): boolean {
  const made = record.target;
  if (made === undefined) return false;
  const marks = Object.entries(fresh.tags ?? {}).filter(([key]) => key === 'atlas-restore-drill');
  if (fresh.createdAt === undefined) return false;
  const [born, meant] = [fresh.createdAt, made.intendedAt].map((at) => Date.parse(at));
  return marks.some(([, value]) => value === record.id) && (born ?? 0) + MOST_SKEW_MS >= (meant ?? 0);
}

/** Recorded before it was made; recognised by project, name, prefix, Atlas' id, kind and fresh tags; not what is drilled. */
export function isItsOwn(asked: Asked, naming: Naming): boolean {
  const { record, fresh, drills } = asked;
  const made = record.target;
  const isTheSource = same(fresh.projectId, record.source.projectId) && same(fresh.name, record.source.name);
  return (
    made !== undefined &&
    same(drills.projectId, made.projectId, fresh.projectId) &&
    same(naming(record.id), made.name, fresh.name) &&
    /^drill-/.test(fresh.name) &&
    typeof made.atlasId === 'string' &&
    same(made.atlasId, fresh.id) &&
    same(made.family, fresh.family) &&
    !isTheSource &&
    carriesItsMark(asked)
  );
}

/** Named by the plan, on the list as disposable, the very deployment that the drill found, and nobody's source. */
function isAnAllowedStandingOne({ record, fresh, drills, allowed }: Asked): boolean {
  const found = record.target;
  const named = drills.plans
    .filter(({ name }) => name === record.plan)
    .flatMap((plan) => ('standing' in plan.target ? [plan.target.standing.name] : []));
  const hits = allowed.filter(
    ({ projectId, name }) => glob(projectId).test(fresh.projectId) && glob(name).test(fresh.name),
  );
  const drilled = drills.plans
    .flatMap(({ sources }) => sources)
    .concat(record.source)
    .filter(({ projectId }) => projectId === fresh.projectId)
    .some((source) =>
      'name' in source
        ? source.name === fresh.name
        : Object.entries(fresh.tags ?? {}).some(
            ([key, value]) => key === source.tag.key && [undefined, value].includes(source.tag.value),
          ),
    );
  return (
    found !== undefined &&
    named.includes(fresh.name) &&
    same(drills.projectId, found.projectId, fresh.projectId) &&
    same(found.name, fresh.name) &&
    typeof found.atlasId === 'string' &&
    same(found.atlasId, fresh.id) &&
    hits.some(({ disposable }) => disposable) &&
    !hits.some(({ disposable }) => !disposable) &&
    !drilled
  );
}

const glob = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll('*', '.*')}$`);

export const mayWipe = (asked: Asked, naming: Naming): boolean =>
  asked.record.target?.kind === 'standing' ? isAnAllowedStandingOne(asked) : isItsOwn(asked, naming);

export const mayDelete = (asked: Asked, naming: Naming): boolean =>
  asked.record.target?.kind !== 'standing' && isItsOwn(asked, naming);

interface Stray {
  readonly phase: 'DONE' | 'CLEANUP';
  readonly cleanup?: 'NOT_OURS' | 'DELETED';
  readonly unanswered?: true;
}

/** How a drill may stand whose target is found by nobody's waiting for it. */
const STRAYS: readonly Stray[] = [
  { phase: 'DONE' },
  { phase: 'CLEANUP' },
  { phase: 'DONE', cleanup: 'DELETED', unanswered: true },
  { phase: 'DONE', cleanup: 'NOT_OURS', unanswered: true },
  { phase: 'CLEANUP', unanswered: true },
];

const strayOf = (record: Asked['record'], { phase, cleanup, unanswered }: Stray) => ({
  ...record,
  phase,
  ...(cleanup && { cleanup: { target: cleanup } }),
  ...(record.target && { target: { ...record.target, ...(unanswered && { unanswered }) } }),
});

/** All of that but the id, which nobody has recorded; and the drill that made it is over. */
function isItsStray(asked: Asked, { phase, cleanup, unanswered }: Stray, naming: Naming): boolean {
  const { record, fresh } = asked;
  const { target } = record;
  if (phase !== 'DONE' || target?.kind !== 'ephemeral' || fresh.id === undefined) return false;
  if (cleanup === 'NOT_OURS' || (typeof target.atlasId === 'string' && !unanswered)) return false;
  return isItsOwn({ ...asked, record: { ...record, target: { ...target, atlasId: fresh.id } } }, naming);
}

/** Each question, what it is answered, and what it should be. */
export function answersOf(
  { restoreForbidden, deleteForbidden, notOurs, untagged, strayForbidden }: Guard,
  asked: Asked,
  naming: Naming,
) {
  const { record, fresh, drills, allowed } = asked;
  return {
    wipe: [restoreForbidden(record, fresh, drills, allowed) === undefined, mayWipe(asked, naming)],
    delete: [deleteForbidden(record, fresh, drills) === undefined, mayDelete(asked, naming)],
    own: [notOurs(record, fresh, drills.projectId) === undefined, isItsOwn(asked, naming)],
    marked: [untagged(record, fresh) === undefined, carriesItsMark(asked)],
    ...Object.fromEntries(
      STRAYS.map((stray) => [
        JSON.stringify(stray),
        [
          strayForbidden(strayOf(record, stray), fresh, drills) === undefined,
          isItsStray(asked, stray, naming),
        ],
      ]),
    ),
  } as const;
}

/** Whether the guard says what it should; a guard that throws does not. */
export function isRight(guard: Guard, asked: Asked, naming: Naming): boolean {
  try {
    return Object.values(answersOf(guard, asked, naming)).every(([said, right]) => said === right);
  } catch {
    return false;
  }
}

/** Undefined: none was found among everything that is one change from an allowed target, and so many random ones. */
export function counterexample(guard: Guard, naming: Naming, numRuns = 2_000): Asked | undefined {
  const near = startsOf(naming).flatMap((start) => [
    start,
    ...changesOf(naming).map((change) => change(start)),
  ]);
  const found = near.find((asked) => !isRight(guard, asked, naming));
  if (found !== undefined) return found;
  const { counterexample } = fc.check(
    fc.property(askedOf(naming), (asked) => isRight(guard, asked, naming)),
    { numRuns, seed: 20_261_122 },
  );
  return counterexample?.[0];
}
