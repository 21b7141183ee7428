/** Findings of nag about functions of drills that are as they must be, with the reason. */
import { EVENT_FUNCTIONS } from '../../event-functions.ts';
import { executionsFinding } from '../lambda/grants.ts';
import { acknowledge } from '../nag.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DrillFunctions } from './drill-functions.ts';

const NO_NAMES = 'Executions of the one machine: they have no names before they are started.';

export function acknowledgeFunctions(functions: DrillFunctions, { config }: Surroundings): void {
  const { evidence, checkpointsFinding } = functions.parts;
  acknowledge(functions, {
    [evidence.recordsFinding]: 'Records of evidence have no names before they are written.',
  });
  acknowledge(functions.of(EVENT_FUNCTIONS.sweepDrills.function), {
    [executionsFinding(`${config.name}-drill`)]: NO_NAMES,
  });
  if (checkpointsFinding)
    acknowledge(functions.of(EVENT_FUNCTIONS.closeDay.function), {
      [checkpointsFinding]: 'Checkpoints have no names before they are written.',
    });
  if (functions.has('functions/verification/open.ts'))
    acknowledge(functions.of(EVENT_FUNCTIONS.assureRestores.function), {
      [executionsFinding(`${config.name}-verification`)]: NO_NAMES,
    });
}
