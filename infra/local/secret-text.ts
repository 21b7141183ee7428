/** The Atlas credential as Secrets Manager would keep it. */
import type { AtlasCredential } from '../../lib/atlas/credentials.ts';

export function secretText({ kind: _kind, ...fields }: AtlasCredential): string {
  return JSON.stringify(fields);
}
