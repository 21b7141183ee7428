/** What may be overwritten in the simulator: everything in its test project, and its production only as protected. */
import type { AllowedTargets } from '../../lib/restores/target-guard.ts';
import { PRODUCTION, RESTORE_TEST } from './atlas-simulator/fleet.ts';

export const SIMULATED_TARGETS: AllowedTargets = [
  { projectId: RESTORE_TEST.id, name: '*', disposable: true },
  { projectId: PRODUCTION.id, name: '*', disposable: false },
];
