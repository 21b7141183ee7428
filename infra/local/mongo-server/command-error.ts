/** A command that MongoDB answers with `ok: 0`: its code and its name, from MongoDB's own list (error_codes.yml). */
import type { Document } from 'bson';

const NAMES = {
  2: 'BadValue',
  9: 'FailedToParse',
  13: 'Unauthorized',
  18: 'AuthenticationFailed',
  26: 'NamespaceNotFound',
  43: 'CursorNotFound',
  50: 'MaxTimeMSExpired',
  59: 'CommandNotFound',
  334: 'MechanismUnavailable',
} as const;
export type ErrorCode = keyof typeof NAMES;

export class CommandError extends Error {
  override name = 'CommandError' as const;
  readonly code: number;
  readonly codeName: string;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
    this.codeName = NAMES[code];
  }

  get document(): Document {
    return { ok: 0, errmsg: this.message, code: this.code, codeName: this.codeName };
  }
}
