/** Which operation a request is for, by the table alone. */
import { allCalls } from '../../../lib/atlas/all-operations.ts';
import type { CallName, Operation } from '../../../lib/atlas/operations.ts';

interface Route {
  readonly name: CallName;
  readonly row: Operation;
  readonly segments: readonly string[];
}

export type Match =
  | {
      readonly kind: 'found';
      readonly name: CallName;
      readonly row: Operation;
      readonly path: Record<string, string>;
    }
  | { readonly kind: 'otherMethod'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown' };

const ROUTES: readonly Route[] = (Object.keys(allCalls) as CallName[]).map((name) => ({
  name,
  row: allCalls[name],
  segments: allCalls[name].path.split('/'),
}));

const isParameter = (segment: string) => segment.startsWith('{');

export function matchRoute(method: string, pathname: string): Match {
  const given = pathname.split('/');
  const candidates = ROUTES.flatMap((route) => {
    const path = parametersOf(route.segments, given);
    return path === undefined ? [] : [{ ...route, path }];
  });
  if (candidates.length === 0) return { kind: 'unknown' };
  // `snapshots/shardedClusters` also fits `snapshots/{snapshotId}`: the path with fewer parameters is meant.
  const fewest = Math.min(...candidates.map(({ path }) => Object.keys(path).length));
  const best = candidates.filter(({ path }) => Object.keys(path).length === fewest);
  const found = best.find(({ row }) => row.method === method);
  if (found === undefined) return { kind: 'otherMethod', allowed: best.map(({ row }) => row.method) };
  return { kind: 'found', name: found.name, row: found.row, path: found.path };
}

/** Undefined: the path is another. */
function parametersOf(
  template: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== given.length) return undefined;
  const path: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    const value = given[index] ?? '';
    if (!isParameter(segment)) {
      if (segment !== value) return undefined;
    } else {
      if (value === '') return undefined;
      path[segment.slice(1, -1)] = decoded(value);
    }
  }
  return path;
}

/** A malformed escape stays as it is: nothing in a snapshot is called like that, and no other parameter may be. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
