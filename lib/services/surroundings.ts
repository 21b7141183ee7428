import * as z from 'zod/mini';
import { part } from './services.ts';

/** Whose answers count: MongoDB's own hosts. All else is a simulation, whatever it says of itself. */
const ATLAS_HOSTS = /^cloud\.(mongodb\.com|mongodbgov\.com)$/;

export const isSimulated = (baseUrl: string): boolean => !ATLAS_HOSTS.test(new URL(baseUrl).hostname);

export const surroundings = part('surroundings', {
  environment: z.object({ ATLAS_BASE_URL: z.url() }),
  connect: ({ ATLAS_BASE_URL }) => ({ simulated: isSimulated(ATLAS_BASE_URL) }),
});
