/** What a guard may be asked: one target that is allowed, and up to four things about it that are otherwise. */
import fc from 'fast-check';
import { type DrillsConfig, drillsConfig, type PlanSource } from '../../../../lib/drills/plans/plan.ts';
import type { DrillRecord, DrillTarget } from '../../../../lib/drills/record.ts';
import type { FreshTarget } from '../../../../lib/drills/target/own-target.ts';
import type { AllowedTargets } from '../../../../lib/restores/target-guard.ts';

export interface Asked {
  readonly record: Pick<DrillRecord, 'id' | 'plan' | 'source' | 'target'>;
  readonly fresh: FreshTarget;
  readonly drills: DrillsConfig;
  readonly allowed: AllowedTargets;
}
export type Naming = (drillId: string) => string;
type Change = (asked: Asked) => Asked;

export const DRILL_PROJECT = 'c'.repeat(24);
export const SOURCE_PROJECT = 'a'.repeat(24);
const OTHER_PROJECT = `${'c'.repeat(23)}d`;
export const ID = 'nightly-20261122T020000Z-0123456789';
/** Of the next night, of a plan whose name begins alike, and none. */
const OTHER_IDS = ['nightly-20261123T020000Z-0123456789', 'nightly-2-20261122T020000Z-012345', ''];
export const STANDING = 'proving-ground';
const ATLAS_ID = '7'.repeat(24);
const OTHER_ATLAS_ID = `${'7'.repeat(23)}8`;
export const TAG = 'atlas-restore-drill';
const INTENDED = '2026-11-22T02:03:04.000Z';
const minutesLater = (minutes: number) => new Date(Date.parse(INTENDED) + minutes * 60_000).toISOString();

const objectives = { rtoMinutes: 60, rpoMinutes: 60 };
const planOf = (name: string, sources: readonly PlanSource[], target: object = { ephemeral: {} }) => ({
  name,
  sources,
  target,
  schedule: 'rate(1 day)',
  objectives,
});
const ORDERS = { projectId: SOURCE_PROJECT, name: 'Orders' };
const configOf = (...plans: readonly object[]): DrillsConfig =>
  drillsConfig.parse({ projectId: DRILL_PROJECT, plans });

const target: DrillTarget = {
  kind: 'ephemeral',
  projectId: DRILL_PROJECT,
  name: '',
  family: 'cluster',
  intendedAt: INTENDED,
  atlasId: ATLAS_ID,
};

/** Made by this drill, as it wrote it down. */
export const ownTarget = (naming: Naming): Asked => ({
  record: { id: ID, plan: 'nightly', source: ORDERS, target: { ...target, name: naming(ID) } },
  fresh: {
    family: 'cluster',
    projectId: DRILL_PROJECT,
    name: naming(ID),
    id: ATLAS_ID,
    tags: { [TAG]: ID, 'atlas-restore-plan': 'nightly' },
    createdAt: '2026-11-22T02:03:05Z',
  },
  drills: configOf(planOf('nightly', [ORDERS])),
  allowed: [],
});

/** There before; named by the drill's plan, and on the list. */
export const standingTarget = (): Asked => ({
  record: {
    id: ID,
    plan: 'nightly',
    source: ORDERS,
    target: { ...target, kind: 'standing', name: STANDING },
  },
  fresh: {
    family: 'cluster',
    projectId: DRILL_PROJECT,
    name: STANDING,
    id: ATLAS_ID,
    tags: { purpose: 'restores' },
    createdAt: '2024-01-01T00:00:00Z',
  },
  drills: configOf(planOf('nightly', [ORDERS], { standing: { name: STANDING } })),
  allowed: [{ projectId: DRILL_PROJECT, name: STANDING, disposable: true }],
});

/** All that may be allowed: of one, by one entry of the list, and where the list allows everything. */
export const startsOf = (naming: Naming): readonly Asked[] => [
  ownTarget(naming),
  standingTarget(),
  { ...standingTarget(), allowed: [{ projectId: '*', name: '*', disposable: true }] },
];

const fresh =
  (change: Partial<Record<keyof FreshTarget, unknown>>): Change =>
  (asked) => ({ ...asked, fresh: { ...asked.fresh, ...change } as FreshTarget });
const written =
  (change: Partial<DrillTarget>): Change =>
  (asked) => ({
    ...asked,
    record: {
      ...asked.record,
      target: { ...(asked.record.target ?? target), ...change } as DrillTarget,
    },
  });
const drill =
  (change: Partial<Record<keyof Asked['record'], unknown>>): Change =>
  (asked) => ({ ...asked, record: { ...asked.record, ...change } as Asked['record'] });
const both =
  (...changes: readonly Change[]): Change =>
  (asked) =>
    changes.reduce((so, change) => change(so), asked);
const plans =
  (...given: readonly object[]): Change =>
  (asked) => ({ ...asked, drills: { ...configOf(...given), projectId: asked.drills.projectId } });
const allowing =
  (...allowed: AllowedTargets): Change =>
  (asked) => ({ ...asked, allowed });

const PROJECTS = [DRILL_PROJECT, SOURCE_PROJECT, OTHER_PROJECT];
const nameChanges = (name: string): Change[] => [
  fresh({ name }),
  written({ name }),
  both(fresh({ name }), written({ name })),
];

/** Each is one thing that may be otherwise in the ledger, in Atlas or in the configuration; some are harmless. */
export const changesOf = (naming: Naming): readonly Change[] => [
  ...PROJECTS.flatMap((projectId) => [
    fresh({ projectId }),
    written({ projectId }),
    both(fresh({ projectId }), written({ projectId })),
    (asked: Asked): Asked => ({ ...asked, drills: { ...asked.drills, projectId } }),
  ]),
  ...[
    ...OTHER_IDS.map(naming),
    naming(ID).slice(0, -1),
    `${naming(ID)}0`,
    naming(ID).toUpperCase(),
    naming(ID).replace('drill-', ''),
    'drill-',
    'Orders',
    STANDING,
  ].flatMap(nameChanges),
  ...[OTHER_ATLAS_ID, undefined].flatMap((id) => [
    fresh({ id }),
    written({ atlasId: id as string }),
    both(fresh({ id }), written({ atlasId: id as string })),
  ]),
  ...[{}, undefined, { [TAG]: OTHER_IDS[0] }, { [TAG]: '' }, { [TAG.toUpperCase()]: ID }].map((tags) =>
    fresh({ tags }),
  ),
  fresh({ tags: { [TAG]: ID, role: 'source' } }),
  ...[-60 * 24, -6, -5, -4, 0, 60].map((minutes) => fresh({ createdAt: minutesLater(minutes) })),
  fresh({ createdAt: undefined }),
  ...(['cluster', 'flex', 'tenant', 'serverless'] as const).flatMap((family) => [
    fresh({ family }),
    written({ family }),
  ]),
  written({ intendedAt: minutesLater(10) }),
  drill({ target: undefined }),
  written({ kind: 'standing' }),
  written({ kind: 'ephemeral' }),
  ...OTHER_IDS.map((id) => drill({ id })),
  ...[naming(ID), STANDING].flatMap((name) => [
    drill({ source: { projectId: DRILL_PROJECT, name } }),
    drill({ source: { projectId: SOURCE_PROJECT, name } }),
  ]),
  ...['other', ''].map((plan) => drill({ plan })),
  ...sourceChanges(),
  allowing(),
  allowing({ projectId: DRILL_PROJECT, name: '*', disposable: true }),
  allowing({ projectId: '*', name: STANDING.slice(0, -1), disposable: true }),
  allowing({ projectId: DRILL_PROJECT, name: STANDING, disposable: false }),
  allowing(
    { projectId: '*', name: '*', disposable: true },
    { projectId: DRILL_PROJECT, name: '*ground', disposable: false },
  ),
];

/** The plans say otherwise: other targets, none, and sources that may be the target itself. */
function sourceChanges(): Change[] {
  const standing = { standing: { name: STANDING } };
  const other = (source: PlanSource) =>
    plans(planOf('nightly', [ORDERS], standing), planOf('other', [ORDERS, source]));
  return [
    plans(),
    plans(planOf('nightly', [ORDERS])),
    plans(planOf('other', [ORDERS], standing)),
    plans(planOf('nightly', [ORDERS], { standing: { name: `${STANDING}-2` } })),
    other({ projectId: DRILL_PROJECT, name: STANDING }),
    other({ projectId: SOURCE_PROJECT, name: STANDING }),
    other({ projectId: DRILL_PROJECT, name: STANDING.slice(0, -1) }),
    other({ projectId: DRILL_PROJECT, tag: { key: 'purpose' } }),
    other({ projectId: DRILL_PROJECT, tag: { key: 'purpose', value: 'restores' } }),
    other({ projectId: DRILL_PROJECT, tag: { key: 'purpose', value: 'production' } }),
    other({ projectId: DRILL_PROJECT, tag: { key: 'nobody' } }),
    other({ projectId: SOURCE_PROJECT, tag: { key: 'purpose' } }),
  ];
}

export const askedOf = (naming: Naming): fc.Arbitrary<Asked> => {
  const changes = changesOf(naming);
  return fc
    .tuple(
      fc.constantFrom(...startsOf(naming)),
      fc.array(fc.nat({ max: changes.length - 1 }), { maxLength: 4 }),
    )
    .map(([start, which]) => which.reduce((asked, at) => changes[at]?.(asked) ?? asked, start));
};
