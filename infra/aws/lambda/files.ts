import type { FunctionFile } from './definitions.ts';

/** A file that is not in `Definitions`, or is missing here, does not compile. */
const EVERY: { readonly [File in FunctionFile]: true } = {
  'functions/api/cancel-restore.ts': true,
  'functions/api/create-restore.ts': true,
  'functions/api/get-openapi.ts': true,
  'functions/api/get-restore-download.ts': true,
  'functions/api/get-restore.ts': true,
  'functions/api/health.ts': true,
  'functions/api/issue-token.ts': true,
  'functions/api/list-restores.ts': true,
  'functions/api/undo-restore.ts': true,
  'functions/atlas/endpoint.ts': true,
  'functions/drill/choose-snapshot.ts': true,
  'functions/drill/clean-up.ts': true,
  'functions/drill/follow-restore.ts': true,
  'functions/drill/open-access.ts': true,
  'functions/drill/preflight.ts': true,
  'functions/drill/prepare-target.ts': true,
  'functions/drill/record-evidence.ts': true,
  'functions/drill/report.ts': true,
  'functions/drill/start-restore.ts': true,
  'functions/drill/step-failed.ts': true,
  'functions/drill/verify.ts': true,
  'functions/events/record-execution-end.ts': true,
  'functions/events/start-drills.ts': true,
  'functions/events/sweep-drills.ts': true,
  'functions/events/sweep-restores.ts': true,
  'functions/workflow/check-restore-job.ts': true,
  'functions/workflow/create-restore-job.ts': true,
  'functions/workflow/plan-restore.ts': true,
  'functions/workflow/record-outcome.ts': true,
  'functions/workflow/take-safety-snapshot.ts': true,
};

export const FILES = Object.keys(EVERY) as readonly FunctionFile[];
