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
  'functions/events/record-execution-end.ts': true,
  'functions/events/sweep-restores.ts': true,
  'functions/workflow/check-restore-job.ts': true,
  'functions/workflow/create-restore-job.ts': true,
  'functions/workflow/plan-restore.ts': true,
  'functions/workflow/record-outcome.ts': true,
  'functions/workflow/take-safety-snapshot.ts': true,
};

export const FILES = Object.keys(EVERY) as readonly FunctionFile[];
