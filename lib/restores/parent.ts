/** By which a nested execution names its parent, in the console too: no part of the request, but who asked. */
export const PARENT = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';
