/** Why a restore is not started: what we or Atlas would refuse, before anything is sent. */
export interface Refusal {
  /** Atlas' own error code where Atlas has one, else ours. */
  readonly code: string;
  /** Field of the request it is about, as a dotted path (`target.name`). */
  readonly field: string;
  /** A sentence for a person. */
  readonly detail: string;
  /** HTTP status the API answers with when this is the first refusal. */
  readonly status: number;
}

/** Thrown where a restore cannot be accepted; carries every refusal found, most important first. */
export class RestoreRefused extends Error {
  override name = 'RestoreRefused' as const;
  readonly refusals: readonly [Refusal, ...Refusal[]];

  constructor(refusals: readonly [Refusal, ...Refusal[]]) {
    super(refusals.map(({ field, detail }) => `${field}: ${detail}`).join(' '));
    this.refusals = refusals;
  }
}

export function refuse(refusal: Refusal): never {
  throw new RestoreRefused([refusal]);
}
