import { PRODUCTION } from '../../infra/local/atlas-simulator/fleet.ts';
import { drillMatrix } from './drills/drill-matrix.ts';
import { FAULTS } from './faults.ts';

drillMatrix(
  'Flex drill',
  { projectId: PRODUCTION.id, name: 'Accounts' },
  FAULTS.map(([name]) => name),
);
