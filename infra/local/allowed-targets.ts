/** What the simulator's fleet allows: its throw-away targets are disposable, everything else is protected. */
import type { AllowedTargets } from '../../lib/restores/target-guard.ts';
import type { Fleet } from './atlas-simulator/simulator.ts';

export function allowSimulatedFleet({ deployments }: Pick<Fleet, 'deployments'>): AllowedTargets {
  return deployments.map(({ projectId, name, tags }) => ({
    projectId,
    name,
    disposable: tags.some(({ key, value }) => key === 'purpose' && value === 'restore-test'),
  }));
}
