/** What callers say goes into evidence, and into events: what that refuses is refused where it comes in. */
import { EvidenceRefused } from './canonical.ts';
import { assertNoCredentials } from './credentials.ts';

/** Why not, as a sentence that names the field and never the text. Undefined: it may. */
export function unfitText(field: string, said: string): string | undefined {
  if (!said.isWellFormed()) return `${field} holds half a character (a lone surrogate).`;
  try {
    assertNoCredentials(said, field);
    return undefined;
  } catch (error) {
    if (error instanceof EvidenceRefused) return error.message;
    throw error;
  }
}
