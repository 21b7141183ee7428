/** Which functions stand behind events, and which events those are: for the stack's rules, and for the local host. */
export const EVENT_FUNCTIONS = {
  /** Ends that skip every Catch of the restore workflow, and all others that are no success. */
  executionEnd: {
    function: 'functions/events/record-execution-end.ts',
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'],
  },
  /** What nobody looks after any more. */
  sweep: { function: 'functions/events/sweep-restores.ts', everyMinutes: 5 },
  /** Ends of restores that are not in evidence: when one is told, and what is left. */
  assureRestores: {
    function: 'functions/events/assure-restores.ts',
    statuses: ['SUCCEEDED', 'READY', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'REFUSED'],
    everyMinutes: 5,
  },
  /** On a rule of its own: it does not depend on anything that drills or restores do. */
  sweepDrills: { function: 'functions/events/sweep-drills.ts', everyMinutes: 5 },
  /**
   * What is drilled and what is not: after each drill, and on a rule of its own, since a drill that nobody ran tells
   * nothing. A rule that did not fire is noticed within an hour: half of it is grace, and so this
   * comes more often than the other half.
   */
  computeCoverage: { function: 'functions/events/compute-coverage.ts', everyMinutes: 15 },
  /** In the first hour of each day: the drills of the one before are told of by then, most of them. */
  closeDay: { function: 'functions/events/close-day.ts', hour: 0, minute: 15 },
  /** On a rule a plan. */
  startDrills: { function: 'functions/events/start-drills.ts' },
} as const;
