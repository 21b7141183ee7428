/**
 * Stable codes of checks, each with what it says. So that one trouble is reported once: what is missing is the matter of
 * `collections-present`, what is empty that of `not-empty`, and `document-counts` and `indexes-present` look at what is
 * left.
 */
export const CHECK_CODES = {
  OK: 'As it should be.',
  NO_BASELINE: 'No drill of this source was verified before: there is nothing to compare with.',
  NOTHING_TO_COMPARE: 'Nothing of what was verified before is there: other checks say so.',
  OUT_OF_TIME: 'It did not fit into the time that was left.',
  NOT_REACHED: 'The drill ended before it came to this.',
  TARGET_NOT_READ: 'The target could not be read, so this was not looked at.',
  TOO_MANY_COLLECTIONS: 'There are more collections than a drill looks at.',
  NOT_PERMITTED: "The drill's user may not do this.",

  SNAPSHOT_TOO_OLD: 'The snapshot is older than the objective allows.',
  SNAPSHOT_EXPIRES: 'The snapshot expires within the drill.',
  SNAPSHOT_INCOMPLETE: 'The snapshot is not complete.',
  JOB_NOT_SUCCEEDED: 'Atlas did not complete the restore job.',
  RESTORE_NOT_DONE: 'No restore was done that could be judged.',

  CONNECTION_FAILED: 'No connection to the target could be made.',
  SIGN_IN_REFUSED: "The target does not accept the drill's user.",
  NO_PRIMARY: 'The target has no primary.',

  VERSION_UNKNOWN: "The snapshot's MongoDB version is not known.",
  VERSION_OLDER: 'The target runs an older MongoDB than the snapshot.',
  VERSION_OTHER_MAJOR: 'The target runs another major version of MongoDB than the snapshot.',

  COLLECTION_MISSING: 'Collections are missing.',
  OTHER_DATA: 'None of the expected collections is there: this is the data of something else.',
  ALL_EMPTY: 'There is not one document.',
  CRITICAL_MISSING: 'Critical collections are missing.',
  CRITICAL_EMPTY: 'Critical collections are empty.',
  COUNT_DROPPED: 'Collections have fewer documents than when they were verified last.',
  COUNT_SLID: 'Collections have fewer documents than they had within 30 days.',
  TTL_EATEN: 'A collection whose documents expire has lost all of them.',
  INDEX_MISSING: 'Indexes are missing.',
  INDEX_CHANGED: 'Indexes are other ones.',
  FUTURE_DOCUMENTS: 'There are documents that are newer than the snapshot.',
  STALE_DATA: 'The newest document is older than it may be.',
  COLLECTION_EMPTY: 'There is no document to look at.',
  DATE_MISSING: 'The newest document has no date there.',
  ASSERTION_VIOLATED: 'The aggregation yields something else.',
  NO_SCALAR: 'The aggregation does not yield exactly one scalar.',
  TIMED_OUT: 'The aggregation took longer than it may.',
  UNREADABLE: 'It could not be read.',
  INVALID: '`validate` found a damaged collection or index.',
  TOO_LARGE: 'All collections are too large to be validated.',
} as const;

export type CheckCode = keyof typeof CHECK_CODES;
