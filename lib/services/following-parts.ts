/** One module, so that a bundle has one chunk of them. */
export { announcing } from './announcing.ts';
export { guard } from './guard.ts';
export { workflows } from './workflows.ts';
