/** One module, so that a bundle has one chunk of them. */
export { guard } from './guard.ts';
export { ledger } from './ledger.ts';
export { workflows } from './workflows.ts';
