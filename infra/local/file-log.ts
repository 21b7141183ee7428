/** The service's log on one machine: one JSON line an entry, in a file, so that the terminal stays readable. */
import { appendFileSync } from 'node:fs';
import type { Log } from '../../lib/log.ts';

export function fileLog(file: string): Log {
  const write =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      const line = JSON.stringify({ at: new Date().toISOString(), level, message, ...fields });
      try {
        appendFileSync(file, `${line}\n`);
      } catch {
        // A full disk, or a folder that was taken away, must not end what is logged about.
      }
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
