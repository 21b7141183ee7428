/** Where functions write what happened: one JSON line an entry. Fields never hold a secret, a token or a URL of a download. */
import { AsyncLocalStorage } from 'node:async_hooks';

type Fields = Readonly<Record<string, unknown>>;

export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

export const silentLog: Log = { info() {}, warn() {}, error() {} };

/** What the lines written at this moment are about; on one machine many restores are at work at once. */
const subject = new AsyncLocalStorage<Fields>();

/** Every line that is written while `run` runs, by the Atlas client too, carries these fields. */
export function logAbout<Result>(fields: Fields, run: () => Result): Result {
  return subject.run({ ...subject.getStore(), ...fields }, run);
}

/** The same log, whose lines say what they are about. */
export function aboutSubject(log: Log): Log {
  const about = (fields: Fields = {}): Fields => ({ ...subject.getStore(), ...fields });
  return {
    info: (message, fields) => log.info(message, about(fields)),
    warn: (message, fields) => log.warn(message, about(fields)),
    error: (message, fields) => log.error(message, about(fields)),
  };
}
