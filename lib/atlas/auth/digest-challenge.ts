/** `WWW-Authenticate` with a Digest challenge (RFC 7616), as far as Atlas uses it: MD5, qop=auth. */

export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** The credential was right, only the nonce is too old. */
  readonly stale: boolean;
}

/** A word, with its value if it has one: a parameter; without: the name of a scheme. Quoted commas stay inside. */
const ITEM = /[\s,]*([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,]*))?/y;

/**
 * The first challenge that we can answer, of a header that may hold several of any scheme; undefined if there is
 * none.
 */
export function parseDigestChallenge(header: string | undefined): DigestChallenge | undefined {
  for (const { scheme, parameters } of challenges(header ?? '')) {
    const realm = parameters.get('realm');
    const nonce = parameters.get('nonce');
    const algorithm = parameters.get('algorithm') ?? 'MD5';
    const qops = (parameters.get('qop') ?? '').split(',').map((qop) => qop.trim().toLowerCase());
    if (scheme !== 'digest' || realm === undefined || nonce === undefined) continue;
    if (algorithm.toUpperCase() !== 'MD5' || !qops.includes('auth')) continue;
    const stale = parameters.get('stale')?.toLowerCase() === 'true';
    return { realm, nonce, opaque: parameters.get('opaque'), stale };
  }
  return undefined;
}

interface Challenge {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

function challenges(header: string): readonly Challenge[] {
  const found: Challenge[] = [];
  ITEM.lastIndex = 0;
  while (ITEM.lastIndex < header.length) {
    const at = ITEM.lastIndex;
    const match = ITEM.exec(header);
    if (match === null) {
      // Something that no grammar has: step over it.
      ITEM.lastIndex = at + 1;
      continue;
    }
    const [, name = '', value] = match;
    if (value === undefined) found.push({ scheme: name.toLowerCase(), parameters: new Map() });
    else found.at(-1)?.parameters.set(name.toLowerCase(), unquoted(value));
  }
  return found;
}

function unquoted(value: string): string {
  return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}
