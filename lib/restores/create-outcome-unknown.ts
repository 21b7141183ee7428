/** Atlas may or may not have made the job: the restore's workflow finds it out. */
export class CreateOutcomeUnknown extends Error {
  override name = 'CreateOutcomeUnknown' as const;
  /** Of the restore whose record will say. */
  readonly id: string;

  constructor(id: string) {
    super(`Whether Atlas has taken the restore job is not known yet: restore ${id} will say.`);
    this.id = id;
  }
}
