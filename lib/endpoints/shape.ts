/** `envelope` and `pretty` (atlas-api §4.1): applied here, because enveloped answers would hide Atlas' status from us. */
import type { Values } from './call-check.ts';

export interface Shape {
  readonly envelope: boolean;
  readonly pretty: boolean;
}

/** Read before the query is checked: a refusal comes as it was asked for too. */
export function shapeOf(query: Values): Shape {
  return { envelope: query.envelope === 'true', pretty: query.pretty === 'true' };
}

/** Without either, Atlas' text stays letter by letter what it is: numbers such as 30.0 too. */
export function shaped(text: string, status: number, { envelope, pretty }: Shape): string {
  if (!envelope && !pretty) return text;
  const document = JSON.parse(text) as object;
  return JSON.stringify(envelope ? enveloped(document, status) : document, null, pretty ? 2 : undefined);
}

/** A list keeps its members beside the status, everything else goes into `content`. */
function enveloped(document: object, status: number): object {
  if (!('results' in document)) return { content: document, status };
  // Atlas sorts its keys.
  const members = Object.entries({ ...document, status });
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
