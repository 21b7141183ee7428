/** Which function stands behind each placeholder of the definitions. */
export const RESTORE_TASKS = {
  PlanRestoreArn: 'functions/workflow/plan-restore.ts',
  TakeSafetySnapshotArn: 'functions/workflow/take-safety-snapshot.ts',
  CreateRestoreJobArn: 'functions/workflow/create-restore-job.ts',
  CheckRestoreJobArn: 'functions/workflow/check-restore-job.ts',
  RecordOutcomeArn: 'functions/workflow/record-outcome.ts',
} as const;

export const DRILL_TASKS = {
  PreflightArn: 'functions/drill/preflight.ts',
  ChooseSnapshotArn: 'functions/drill/choose-snapshot.ts',
  PrepareTargetArn: 'functions/drill/prepare-target.ts',
  StartRestoreArn: 'functions/drill/start-restore.ts',
  FollowRestoreArn: 'functions/drill/follow-restore.ts',
  OpenAccessArn: 'functions/drill/open-access.ts',
  VerifyArn: 'functions/drill/verify.ts',
  RecordEvidenceArn: 'functions/drill/record-evidence.ts',
  CleanUpArn: 'functions/drill/clean-up.ts',
  StepFailedArn: 'functions/drill/step-failed.ts',
  ReportArn: 'functions/drill/report.ts',
} as const;

export const VERIFICATION_TASKS = {
  OpenVerificationArn: 'functions/verification/open.ts',
  ReadRestoredArn: 'functions/verification/read.ts',
  CloseVerificationArn: 'functions/verification/close.ts',
  AssureRestoresArn: 'functions/events/assure-restores.ts',
} as const;

/** In `Resource` of no task: the machine that the drill's restore runs in. */
export const RESTORE_MACHINE = 'RestoreMachineArn';
