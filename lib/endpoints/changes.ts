/** What only creates and cancels need, in one module, so that a bundle has one chunk of it: reads start without. */
export { cancelJob } from './cancel.ts';
export { createRestore } from './creates/create.ts';
