/** What no single field of the plans can say: whether they agree with each other, and with the allow-list. */
import { type AllowedTargets, classifyTarget } from '../../restores/target-guard.ts';
import { TARGET_PREFIX } from '../target/target-name.ts';
import type { DrillPlan, DrillsConfig } from './plan.ts';

export interface PlanMistake {
  /** From `drills` on. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** @param isDeployed on one machine everything is near */
export function planMistakes(
  drills: DrillsConfig,
  allowed: AllowedTargets,
  isDeployed: boolean,
): readonly PlanMistake[] {
  const mistakes: PlanMistake[] = [];
  const names = new Set<string>();
  for (const [at, plan] of drills.plans.entries()) {
    const say = (field: readonly (string | number)[], message: string) =>
      mistakes.push({ path: ['drills', 'plans', at, ...field], message });
    if (names.has(plan.name)) say(['name'], `there are two plans of the name ${plan.name}`);
    names.add(plan.name);
    if (isDeployed && plan.network === undefined && drills.network === undefined)
      say(
        ['network'],
        'say how verify reaches targets, here or in drills.network: { natEip: [CIDR] } or { privateEndpoint: { id } }',
      );
    if (plan.limits.verifyMinutes > plan.limits.timeLimitMinutes)
      say(['limits', 'verifyMinutes'], 'is longer than the whole drill may take');
    for (const [which, each] of plan.sources.entries())
      if (each.projectId === drills.projectId)
        say(['sources', which], 'lies in the drill project, where drills delete what they made');
    standingMistake(plan, drills, allowed, say);
  }
  return mistakes;
}

function standingMistake(
  { target }: DrillPlan,
  { projectId }: DrillsConfig,
  allowed: AllowedTargets,
  say: (field: readonly string[], message: string) => void,
): void {
  if (!('standing' in target)) return;
  const { name } = target.standing;
  const field = ['target', 'standing', 'name'];
  if (name.startsWith(TARGET_PREFIX))
    say(field, `names that begin with ${TARGET_PREFIX} are those of targets that drills delete`);
  if (classifyTarget(allowed, { projectId, name }) !== 'disposable')
    say(field, `${projectId}/${name} is not in allowedTargets as disposable: a drill wipes it`);
}
