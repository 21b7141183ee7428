/** Every row of the operations table: for the client of drills, and for the simulator. */
import { drillTargetOperations } from './operations/drill-targets.ts';
import { calls } from './operations.ts';

export const allCalls = { ...calls, ...drillTargetOperations } as const;
