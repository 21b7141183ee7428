/**
 * To standard output, of a command that was started. Where nothing can be written, the process ends with status 2: status
 * 1 says something of a chain.
 */
export function printing(): (text: string) => void {
  process.stdout.once('error', () => process.exit(2));
  return (text) => void process.stdout.write(`${text}\n`);
}
