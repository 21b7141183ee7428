/** Which version of an operation an `Accept` header asks for (atlas-api §2). */
import type { MediaVersion, Operation } from '../atlas/operations.ts';
import { refusal } from './refusal.ts';

const VERSIONED = /^application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json$/i;

/**
 * The newest published version that is not younger than the date that was asked for. Undefined: the path is
 * unversioned, and any `Accept` will do.
 * @throws {EndpointRefusal}
 */
export function negotiate(row: Operation, accept: string | undefined, now: Date): MediaVersion | undefined {
  if (row.versions.length === 0) return undefined;
  const asked = dateIn(accept ?? '');
  // ISO dates sort as text.
  const version = asked === undefined ? undefined : row.versions.findLast(({ date }) => date <= asked);
  if (version === undefined) throw refusal('INVALID_VERSION_DATE');
  if (version.sunset !== undefined && Date.parse(version.sunset) <= now.getTime())
    throw refusal('VERSION_GONE', version.date, row.path);
  return version;
}

/** The first entry that can be read; what a client takes as well (`*`, previews, other formats) is passed over. */
function dateIn(accept: string): string | undefined {
  for (const entry of accept.split(',')) {
    const date = VERSIONED.exec(entry.split(';', 1)[0]?.trim() ?? '')?.[1];
    if (date !== undefined && isDay(date)) return date;
  }
  return undefined;
}

/** `Date.parse` alone takes the 31st of February. */
function isDay(date: string): boolean {
  const ms = Date.parse(date);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

export function contentTypeOf(version: MediaVersion | undefined): string {
  return version === undefined
    ? 'application/json'
    : `application/vnd.atlas.${version.date}+json;charset=utf-8`;
}

/** Also on refusals, as recorded. */
export function versionHeaders(version: MediaVersion | undefined): Record<string, string> {
  return {
    ...(version?.deprecation !== undefined && { deprecation: version.deprecation }),
    ...(version?.sunset !== undefined && { sunset: version.sunset }),
  };
}
