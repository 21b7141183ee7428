/** Of the input of an execution that goes on with a restore under another name. */
export function resumedId(input: unknown): string | undefined {
  const { resume: id } = (typeof input === 'object' && input !== null ? input : {}) as { resume?: unknown };
  return typeof id === 'string' ? id : undefined;
}
