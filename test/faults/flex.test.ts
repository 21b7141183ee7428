import { matrixOf } from './matrix.ts';

matrixOf('flex');
