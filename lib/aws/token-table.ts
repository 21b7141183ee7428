/** The table of access tokens, as data: one item a role and credential. Nothing of it is worth a backup. */
export const tokenTable = {
  /** `<role>#<hash of the credential>`: a function may touch those of its own role only. */
  partitionKey: 'pk',
  /** Epoch seconds. */
  timeToLive: 'deleteAfter',
} as const;
