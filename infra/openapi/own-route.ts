/** What is said of a route of our own beside what the route table says. */
import type * as z from 'zod/mini';
import { content, type JsonObject, ref } from './json.ts';
import { schemaRef } from './schemas.ts';

/** Codes by status; what a code means is in docs/api.md. */
export type Codes = Readonly<Record<number, readonly string[]>>;

export interface OwnRoute {
  /** @default restores */
  readonly tags?: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly JsonObject[];
  readonly requestBody?: JsonObject;
  readonly answers: JsonObject;
  readonly codes: Codes;
}

export const ATLAS_FAILS: Codes = { 502: ['any code of Atlas'], 503: ['ATLAS_UNAVAILABLE', 'TRY_AGAIN'] };

export const json = (schema: z.ZodMiniType, description: string, headers?: JsonObject) => ({
  description,
  ...(headers && { headers }),
  content: content(schemaRef(schema)),
});

export const LOCATION = { Location: ref('headers', 'Location') };
