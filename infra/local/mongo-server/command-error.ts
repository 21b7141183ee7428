/** A command that MongoDB answers with `ok: 0`: its code and its name, from MongoDB's own list (error_codes.yml). */
import type { Document } from 'bson';

const NAMES: Readonly<Record<number, string>> = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  18: 'AuthenticationFailed',
  26: 'NamespaceNotFound',
  43: 'CursorNotFound',
  50: 'MaxTimeMSExpired',
  59: 'CommandNotFound',
  73: 'InvalidNamespace',
  91: 'ShutdownInProgress',
  115: 'CommandNotSupported',
  166: 'CommandNotSupportedOnView',
  189: 'PrimarySteppedDown',
  334: 'MechanismUnavailable',
  352: 'UnsupportedOpQueryCommand',
  10107: 'NotWritablePrimary',
  11600: 'InterruptedAtShutdown',
  13435: 'NotPrimaryNoSecondaryOk',
};

export class CommandError extends Error {
  override name = 'CommandError' as const;
  readonly code: number;
  readonly codeName: string;

  /** @param code any of MongoDB's; those without a name of their own are called after their place in its source */
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
    this.codeName = NAMES[code] ?? `Location${code}`;
  }

  get document(): Document {
    return { ok: 0, errmsg: this.message, code: this.code, codeName: this.codeName };
  }
}
