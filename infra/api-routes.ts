/** The routes of our own API, and the function behind each: one table for API Gateway and for the local host. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Parameters in braces, as API Gateway writes them. */
  readonly path: string;
  readonly function: string;
  /** What tells functions of one bundle apart. */
  readonly environment?: Readonly<Record<string, string>>;
}

export const API_ROUTES: readonly ApiRoute[] = [
  { method: 'POST', path: '/v1/restores', function: 'functions/api/create-restore.ts' },
  { method: 'GET', path: '/v1/restores', function: 'functions/api/list-restores.ts' },
  { method: 'GET', path: '/v1/restores/{id}', function: 'functions/api/get-restore.ts' },
  { method: 'DELETE', path: '/v1/restores/{id}', function: 'functions/api/cancel-restore.ts' },
  { method: 'GET', path: '/v1/restores/{id}/download', function: 'functions/api/get-restore-download.ts' },
  { method: 'GET', path: '/v1/restores/{id}/evidence', function: 'functions/api/get-restore-evidence.ts' },
  { method: 'POST', path: '/v1/restores/{id}/undo', function: 'functions/api/undo-restore.ts' },
  { method: 'GET', path: '/v1/plans', function: 'functions/api/list-plans.ts' },
  { method: 'POST', path: '/v1/plans/{name}/drills', function: 'functions/api/run-plan.ts' },
  { method: 'POST', path: '/v1/plans/{name}/resume', function: 'functions/api/resume-plan.ts' },
  { method: 'GET', path: '/v1/drills', function: 'functions/api/list-drills.ts' },
  { method: 'GET', path: '/v1/drills/{id}', function: 'functions/api/get-drill.ts' },
  { method: 'GET', path: '/v1/drills/{id}/evidence', function: 'functions/api/get-drill-evidence.ts' },
  { method: 'POST', path: '/v1/drills/{id}/review', function: 'functions/api/review-drill.ts' },
  { method: 'DELETE', path: '/v1/drills/{id}', function: 'functions/api/cancel-drill.ts' },
  { method: 'GET', path: '/v1/coverage', function: 'functions/api/get-coverage.ts' },
  { method: 'GET', path: '/v1/trends', function: 'functions/api/get-trends.ts' },
  { method: 'GET', path: '/v1/reports/{period}', function: 'functions/api/get-report.ts' },
  { method: 'GET', path: '/v1/health', function: 'functions/api/health.ts' },
  { method: 'GET', path: '/v1/openapi.json', function: 'functions/api/get-openapi.ts' },
];
