/** What plans say is held against each other and against the allow-list, before anything is deployed. */
import { describe, expect, test } from 'vitest';
import { planMistakes } from '../../../../lib/drills/plans/cross-checks.ts';
import {
  type DrillPlanInput,
  type DrillsConfigInput,
  drillsConfig,
} from '../../../../lib/drills/plans/plan.ts';
import type { AllowedTargets } from '../../../../lib/restores/target-guard.ts';

const DRILLS = 'c'.repeat(24);
const PRODUCTION = 'a'.repeat(24);
const network = { natEip: ['203.0.113.7/32'] };
const plan = (more: Partial<DrillPlanInput> = {}): DrillPlanInput => ({
  name: 'nightly',
  sources: [{ projectId: PRODUCTION, name: 'Orders' }],
  schedule: 'rate(1 day)',
  objectives: { rtoMinutes: 60, rpoMinutes: 60 },
  ...more,
});
const entry = (disposable: boolean, name = 'proving-ground', projectId = DRILLS) => ({
  projectId,
  name,
  disposable,
});

function mistakes(
  plans: DrillPlanInput[],
  {
    allowed = [],
    isDeployed = true,
    config = { network },
  }: { allowed?: AllowedTargets; isDeployed?: boolean; config?: Partial<DrillsConfigInput> } = {},
) {
  const drills = drillsConfig.parse({ projectId: DRILLS, plans, ...config });
  return planMistakes(drills, allowed, isDeployed).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

describe('plans', () => {
  test('that agree with each other and the list have no mistake', () => {
    const standing = plan({ name: 'standing', target: { standing: { name: 'proving-ground' } } });
    expect(mistakes([plan(), standing], { allowed: [entry(true)] })).toEqual([]);
    expect(mistakes([])).toEqual([]);
  });

  test('of one name are refused, each but the first', () => {
    const said = [1, 2].map((at) => `drills.plans.${at}.name: there are two plans of the name nightly`);
    expect(mistakes([plan(), plan(), plan()])).toEqual(said);
  });

  test('whose reads may take longer than the whole drill are refused', () => {
    const limits = { timeLimitMinutes: 30, verifyMinutes: 31 };
    expect(mistakes([plan({ limits })])).toEqual([
      'drills.plans.0.limits.verifyMinutes: is longer than the whole drill may take',
    ]);
    expect(mistakes([plan({ limits: { ...limits, verifyMinutes: 30 } })])).toEqual([]);
  });
});

describe('a way to the targets', () => {
  test('must be said where drills are deployed, by the plan or for all', () => {
    expect(mistakes([plan(), plan({ name: 'other', network })], { config: {} })).toEqual([
      expect.stringMatching(/^drills\.plans\.0\.network: say how verify reaches targets/),
    ]);
    expect(mistakes([plan()])).toEqual([]);
  });

  test('need not be said on one machine', () => {
    expect(mistakes([plan()], { isDeployed: false, config: {} })).toEqual([]);
  });
});

describe('a source in the drill project', () => {
  test.each([[{ name: 'Orders' }], [{ tag: { key: 'drill' } }]])('is refused: %j', (which) => {
    const sources = [{ projectId: PRODUCTION, name: 'Orders' }, { projectId: DRILLS, ...which } as never];
    expect(mistakes([plan({ sources })])).toEqual([
      'drills.plans.0.sources.1: lies in the drill project, where drills delete what they made',
    ]);
  });
});

describe('a standing target', () => {
  const onto = (name: string, allowed: AllowedTargets) =>
    mistakes([plan({ target: { standing: { name } } })], { allowed });
  const NOT_ALLOWED = [
    `drills.plans.0.target.standing.name: ${DRILLS}/proving-ground is not in allowedTargets as disposable: a drill wipes it`,
  ];

  test.each<[string, AllowedTargets]>([
    ['is not on the list', []],
    ['is protected', [entry(false)]],
    ['is protected by one entry and disposable by another', [entry(true), entry(false, '*')]],
    ['is disposable in another project only', [entry(true, '*', PRODUCTION)]],
  ])('that %s is refused', (_, allowed) => {
    expect(onto('proving-ground', allowed)).toEqual(NOT_ALLOWED);
  });

  test('that is disposable by a pattern is taken', () => {
    expect(onto('proving-ground', [entry(true, 'proving-*', '*')])).toEqual([]);
  });

  test('whose name is like those of targets that drills delete is refused', () => {
    expect(onto('drill-standing', [entry(true, '*')])).toEqual([
      'drills.plans.0.target.standing.name: names that begin with drill- are those of targets that drills delete',
    ]);
  });
});
