/** Every function that is deployed, by its file. Types only: nothing of a function is loaded by the stack. */
export interface Definitions {
  readonly 'functions/api/cancel-drill.ts': typeof import('../../../functions/api/cancel-drill.ts').definition;
  readonly 'functions/api/cancel-restore.ts': typeof import('../../../functions/api/cancel-restore.ts').definition;
  readonly 'functions/api/create-restore.ts': typeof import('../../../functions/api/create-restore.ts').definition;
  readonly 'functions/api/get-coverage.ts': typeof import('../../../functions/api/get-coverage.ts').definition;
  readonly 'functions/api/get-drill-evidence.ts': typeof import('../../../functions/api/get-drill-evidence.ts').definition;
  readonly 'functions/api/get-drill.ts': typeof import('../../../functions/api/get-drill.ts').definition;
  readonly 'functions/api/get-openapi.ts': typeof import('../../../functions/api/get-openapi.ts').definition;
  readonly 'functions/api/get-restore-download.ts': typeof import('../../../functions/api/get-restore-download.ts').definition;
  readonly 'functions/api/get-restore-evidence.ts': typeof import('../../../functions/api/get-restore-evidence.ts').definition;
  readonly 'functions/api/get-restore.ts': typeof import('../../../functions/api/get-restore.ts').definition;
  readonly 'functions/api/get-trends.ts': typeof import('../../../functions/api/get-trends.ts').definition;
  readonly 'functions/api/health.ts': typeof import('../../../functions/api/health.ts').definition;
  readonly 'functions/api/issue-token.ts': typeof import('../../../functions/api/issue-token.ts').definition;
  readonly 'functions/api/list-drills.ts': typeof import('../../../functions/api/list-drills.ts').definition;
  readonly 'functions/api/list-plans.ts': typeof import('../../../functions/api/list-plans.ts').definition;
  readonly 'functions/api/list-restores.ts': typeof import('../../../functions/api/list-restores.ts').definition;
  readonly 'functions/api/resume-plan.ts': typeof import('../../../functions/api/resume-plan.ts').definition;
  readonly 'functions/api/review-drill.ts': typeof import('../../../functions/api/review-drill.ts').definition;
  readonly 'functions/api/run-plan.ts': typeof import('../../../functions/api/run-plan.ts').definition;
  readonly 'functions/api/undo-restore.ts': typeof import('../../../functions/api/undo-restore.ts').definition;
  readonly 'functions/atlas/endpoint.ts': typeof import('../../../functions/atlas/endpoint.ts').definition;
  readonly 'functions/drill/choose-snapshot.ts': typeof import('../../../functions/drill/choose-snapshot.ts').definition;
  readonly 'functions/drill/clean-up.ts': typeof import('../../../functions/drill/clean-up.ts').definition;
  readonly 'functions/drill/follow-restore.ts': typeof import('../../../functions/drill/follow-restore.ts').definition;
  readonly 'functions/drill/open-access.ts': typeof import('../../../functions/drill/open-access.ts').definition;
  readonly 'functions/drill/preflight.ts': typeof import('../../../functions/drill/preflight.ts').definition;
  readonly 'functions/drill/prepare-target.ts': typeof import('../../../functions/drill/prepare-target.ts').definition;
  readonly 'functions/drill/record-evidence.ts': typeof import('../../../functions/drill/record-evidence.ts').definition;
  readonly 'functions/drill/report.ts': typeof import('../../../functions/drill/report.ts').definition;
  readonly 'functions/drill/start-restore.ts': typeof import('../../../functions/drill/start-restore.ts').definition;
  readonly 'functions/drill/step-failed.ts': typeof import('../../../functions/drill/step-failed.ts').definition;
  readonly 'functions/drill/verify.ts': typeof import('../../../functions/drill/verify.ts').definition;
  readonly 'functions/events/assure-restores.ts': typeof import('../../../functions/events/assure-restores.ts').definition;
  readonly 'functions/events/compute-coverage.ts': typeof import('../../../functions/events/compute-coverage.ts').definition;
  readonly 'functions/events/record-execution-end.ts': typeof import('../../../functions/events/record-execution-end.ts').definition;
  readonly 'functions/events/start-drills.ts': typeof import('../../../functions/events/start-drills.ts').definition;
  readonly 'functions/events/sweep-drills.ts': typeof import('../../../functions/events/sweep-drills.ts').definition;
  readonly 'functions/events/sweep-restores.ts': typeof import('../../../functions/events/sweep-restores.ts').definition;
  readonly 'functions/workflow/check-restore-job.ts': typeof import('../../../functions/workflow/check-restore-job.ts').definition;
  readonly 'functions/workflow/create-restore-job.ts': typeof import('../../../functions/workflow/create-restore-job.ts').definition;
  readonly 'functions/workflow/plan-restore.ts': typeof import('../../../functions/workflow/plan-restore.ts').definition;
  readonly 'functions/workflow/record-outcome.ts': typeof import('../../../functions/workflow/record-outcome.ts').definition;
  readonly 'functions/workflow/take-safety-snapshot.ts': typeof import('../../../functions/workflow/take-safety-snapshot.ts').definition;
}

export type FunctionFile = keyof Definitions;
