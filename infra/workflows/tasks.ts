/** Which function stands behind each placeholder of the definitions. */
export const RESTORE_TASKS = {
  PlanRestoreArn: 'functions/workflow/plan-restore.ts',
  TakeSafetySnapshotArn: 'functions/workflow/take-safety-snapshot.ts',
  CreateRestoreJobArn: 'functions/workflow/create-restore-job.ts',
  CheckRestoreJobArn: 'functions/workflow/check-restore-job.ts',
  RecordOutcomeArn: 'functions/workflow/record-outcome.ts',
} as const;
