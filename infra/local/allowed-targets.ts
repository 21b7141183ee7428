/** What may be overwritten in the simulator: everything in its test project, and its production only as protected. */
import type { AllowedTargets } from '../../lib/restores/target-guard.ts';
import { PRODUCTION, RESTORE_TEST } from './atlas-simulator/fleet.ts';

export const SIMULATED_TARGETS: AllowedTargets = [
  { projectId: RESTORE_TEST.id, name: '*', disposable: true },
  { projectId: PRODUCTION.id, name: '*', disposable: false },
];

/** Of a real Atlas nothing is allowed that nobody has named. */
export const allowedHere = ({
  atlas,
  allowedTargets,
}: {
  readonly atlas?: unknown;
  readonly allowedTargets: AllowedTargets;
}): AllowedTargets => [...(atlas === undefined ? SIMULATED_TARGETS : []), ...allowedTargets];
