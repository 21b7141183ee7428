import * as z from 'zod/mini';
import { Transport } from '../atlas/transport.ts';
import { part } from './services.ts';

/** Who issues the tokens of our callers, and the way there. */
export const issuer = part('issuer', {
  environment: z.object({ TOKEN_ENDPOINT: z.url() }),
  connect: ({ TOKEN_ENDPOINT }) => ({ issuer: { endpoint: TOKEN_ENDPOINT, transport: new Transport() } }),
});
