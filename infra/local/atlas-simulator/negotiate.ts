/** Which version of an operation an `Accept` header asks for. */
import type { MediaVersion, Operation } from '../../../lib/atlas/operations.ts';
import { Refusal } from './errors.ts';

/** Dates on which Atlas published stable versions, up to August 2026. */
const PUBLISHED = new Set([
  '2023-01-01',
  '2023-02-01',
  '2023-10-01',
  '2023-11-15',
  '2024-05-30',
  '2024-08-05',
  '2024-10-23',
  '2024-11-13',
  '2025-02-19',
  '2025-03-12',
]);

/** Undefined: the operation's path is unversioned and any `Accept` will do. */
export function negotiate(
  row: Operation,
  accept: string | undefined,
  options: { readonly now: number; readonly strictVersionDates: boolean },
): MediaVersion | undefined {
  if (row.versions.length === 0) return undefined;
  const asked = /application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json/i.exec(accept ?? '')?.[1];
  if (asked === undefined || Number.isNaN(Date.parse(asked))) throw new Refusal('INVALID_VERSION_DATE');
  if (options.strictVersionDates && !PUBLISHED.has(asked)) throw new Refusal('INVALID_VERSION_DATE');
  // The newest version that is not younger than the date; ISO dates sort as text.
  const version = row.versions.filter(({ date }) => date <= asked).at(-1);
  if (version === undefined) throw new Refusal('INVALID_VERSION_DATE');
  if (version.sunset !== undefined && Date.parse(version.sunset) <= options.now) {
    throw new Refusal('VERSION_GONE', [version.date, row.path]);
  }
  return version;
}

/** Also on refusals, as recorded. */
export function versionHeaders(version: MediaVersion | undefined): Record<string, string> {
  return {
    ...(version?.deprecation !== undefined && { Deprecation: version.deprecation }),
    ...(version?.sunset !== undefined && { Sunset: version.sunset }),
  };
}

export function contentTypeOf(version: MediaVersion | undefined): string {
  return version === undefined
    ? 'application/json'
    : `application/vnd.atlas.${version.date}+json;charset=utf-8`;
}
