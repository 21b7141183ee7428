/** Every function file, as the route table and the workflow name them. */
import { API_ROUTES } from '../../infra/api-routes.ts';
import { atlasRoutes } from '../../infra/atlas-routes.ts';
import { EVENT_FUNCTIONS } from '../../infra/event-functions.ts';
import { DRILL_TASKS, RESTORE_TASKS, VERIFICATION_TASKS } from '../../infra/workflows/tasks.ts';

export const FUNCTIONS: readonly string[] = [
  ...new Set([
    ...[...API_ROUTES, ...atlasRoutes()].map((route) => route.function),
    'functions/api/issue-token.ts',
    ...Object.values(RESTORE_TASKS),
    ...Object.values(DRILL_TASKS),
    ...Object.values(VERIFICATION_TASKS),
    ...Object.values(EVENT_FUNCTIONS).map((event) => event.function),
  ]),
].sort();

export const ENDPOINT = 'functions/atlas/endpoint.ts';

/** Ask neither Atlas nor AWS. */
export const ALONE: readonly string[] = ['functions/api/health.ts', 'functions/api/get-openapi.ts'];
