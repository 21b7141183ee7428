/** Answers as they go out, and documents as Atlas prints them. */
import { errorBody, type Refusal } from './errors.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `dropped`: the connection is closed without an answer. */
export type Outcome = Answer | 'dropped';

export interface Shape {
  readonly envelope: boolean;
  readonly pretty: boolean;
}

export function shapeOf(query: Readonly<Record<string, string>>): Shape {
  return { envelope: query.envelope === 'true', pretty: query.pretty === 'true' };
}

export function print(document: object, shape: Shape = { envelope: false, pretty: false }): string {
  return JSON.stringify(alphabetical(document), null, shape.pretty ? 2 : undefined);
}

/** A list keeps its members beside the status, everything else goes into `content`. */
export function enveloped(document: object, status: number, shape: Shape): object {
  if (!shape.envelope) return document;
  return 'results' in document ? { ...document, status } : { content: document, status };
}

export function refusalAnswer(
  refusal: Refusal,
  headers: Readonly<Record<string, string>> = {},
  shape: Shape = { envelope: false, pretty: false },
): Answer {
  return {
    status: refusal.status,
    headers: {
      'Content-Type': 'application/json',
      ...headers,
      ...refusal.headers,
      'X-Error-Code': refusal.code,
    },
    body: print(enveloped(errorBody(refusal), refusal.status, shape), shape),
  };
}

/** Recorded: keys are sorted, except those of these objects. A list of specs is sorted again. */
const isUnsorted = (key: string, value: unknown) =>
  key === 'desiredTimestamp' || (key.endsWith('Specs') && !Array.isArray(value));

function alphabetical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(alphabetical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, isUnsorted(key, member) ? member : alphabetical(member)]),
  );
}
