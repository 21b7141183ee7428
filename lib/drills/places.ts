/** Which drills run at this moment: each takes a place before it makes anything, and the others wait. Pure. */
import type { Place } from '../restores/families/family.ts';
import type { DrillsConfig } from './plans/plan.ts';

export interface DrillPlace {
  readonly id: string;
  /** `projectId/name` of its source. */
  readonly source: string;
  readonly projectId: string;
  /** The standing target that it wipes and reads: nobody else may meanwhile. */
  readonly target?: string | undefined;
  /** A drill whose place nobody gave back holds it until then. */
  readonly until: string;
}

export const sourceKey = ({ projectId, name }: Place): string => `${projectId}/${name}`;

/** With the drill among them; undefined: there is no place for it now. */
export function withPlace(
  places: readonly DrillPlace[],
  wanted: DrillPlace,
  { total, perProject }: DrillsConfig['concurrency'],
  now: Date,
): readonly DrillPlace[] | undefined {
  const held = places.filter(({ id, until }) => id !== wanted.id && Date.parse(until) > now.getTime());
  if (places.some(({ id }) => id === wanted.id)) return [...held, wanted];
  // Two of one source at once would compare themselves with each other.
  if (held.some(({ source }) => source === wanted.source)) return undefined;
  if (wanted.target !== undefined && held.some(({ target }) => target === wanted.target)) return undefined;
  if (held.length >= total) return undefined;
  if (held.filter(({ projectId }) => projectId === wanted.projectId).length >= perProject) return undefined;
  return [...held, wanted];
}
