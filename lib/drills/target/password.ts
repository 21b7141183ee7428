/**
 * The temporary user's password: made of the drill owner's secret and the drill's id, so that the step that makes the
 * user and the one that signs in as it agree without either storing it or handing it on.
 */
import { createHmac } from 'node:crypto';
import type { AtlasCredential } from '../../atlas/credentials.ts';

/** A secret that is rotated between the two steps makes another one: the drill says SIGN_IN_REFUSED then. */
export function drillPassword(credential: AtlasCredential, drillId: string): string {
  const secret = credential.kind === 'apiKey' ? credential.privateKey : credential.clientSecret;
  return createHmac('sha256', secret).update(`atlas-restore drill user ${drillId}`).digest('base64url');
}
