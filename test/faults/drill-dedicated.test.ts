import { PRODUCTION } from '../../infra/local/atlas-simulator/fleet.ts';
import { drillMatrix } from './drills/drill-matrix.ts';

// The kinds that differ in what is known after them; all of them are tried of Flex.
drillMatrix('dedicated drill', { projectId: PRODUCTION.id, name: 'Orders' }, [
  'dropped before',
  'dropped after',
  '500',
]);
