import { matrixOf } from './matrix.ts';

matrixOf('safe');
