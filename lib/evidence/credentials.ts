/**
 * A last look for credentials before something is written that nobody can delete for years. It knows the shapes that
 * this service handles and no others: it finds a slip, and does not make unknown text safe.
 */
import { EvidenceRefused } from './canonical.ts';

/** Repetitions have bounds, so that the time grows with a text's length and no faster. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/:\/\/[^\s/@:]{0,256}:[^\s@]{1,512}@/, 'a URL with a password'],
  [/mdb_sa_sk_[\w-]{4}/, 'the secret of an Atlas service account'],
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/, 'a private key'],
  [/\bbearer\s{1,4}[\w.~+/-]{20}/i, 'a bearer token'],
  // Links of downloads carry the data out, for as long as they live.
  [/[?&]X-(?:Amz|Goog)-Signature=/i, 'a signed URL'],
];

/** Throws {@link EvidenceRefused}, which names the field and never the text. @param body known to be JSON */
export function assertNoCredentials(body: unknown, field = 'body'): void {
  if (typeof body === 'string') {
    const found = SHAPES.find(([shape]) => shape.test(body));
    if (found) throw new EvidenceRefused(field, `holds ${found[1]}, which evidence never does`);
  } else if (Array.isArray(body)) {
    body.forEach((part, at) => {
      assertNoCredentials(part, `${field}.${at}`);
    });
  } else if (typeof body === 'object' && body !== null) {
    for (const [name, part] of Object.entries(body)) {
      // Not in the path: it may be what is looked for.
      assertNoCredentials(name, `${field}: a name in it`);
      assertNoCredentials(part, `${field}.${name.slice(0, 64)}`);
    }
  }
}
