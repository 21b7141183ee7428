/** A sentence for who typed a command; the process ends with status 2. */
export class CommandLineWrong extends Error {
  override name = 'CommandLineWrong' as const;
}
