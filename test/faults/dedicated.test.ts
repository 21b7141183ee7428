import { matrixOf } from './matrix.ts';

matrixOf('dedicated');
