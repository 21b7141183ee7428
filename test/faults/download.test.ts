import { matrixOf } from './matrix.ts';

matrixOf('download');
