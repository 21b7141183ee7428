/** The two ways to sign in at Atlas, in the shapes that Secrets Manager keeps (service accounts: its native type). */
import * as z from 'zod/mini';

const secretText = z.string().check(z.minLength(1));
const serviceAccount = z.object({ clientId: secretText, clientSecret: secretText });
const apiKey = z.object({ publicKey: secretText, privateKey: secretText });

export type AtlasCredential =
  | { readonly kind: 'serviceAccount'; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: 'apiKey'; readonly publicKey: string; readonly privateKey: string };

/** Says what shape is wanted and never what was found: that is a secret. */
export class CredentialInvalid extends Error {
  override name = 'CredentialInvalid' as const;

  constructor() {
    super('The Atlas secret must be JSON with clientId and clientSecret, or with publicKey and privateKey.');
  }
}

export function parseCredential(secret: unknown): AtlasCredential {
  const account = serviceAccount.safeParse(secret);
  if (account.success) return { kind: 'serviceAccount', ...account.data };
  const key = apiKey.safeParse(secret);
  if (key.success) return { kind: 'apiKey', ...key.data };
  throw new CredentialInvalid();
}
