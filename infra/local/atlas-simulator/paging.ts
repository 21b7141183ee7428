/** Lists as Atlas pages them. */
import type { Call } from './call.ts';
import type { Link } from './links.ts';

/**
 * A page of `items`; only its own items are turned into documents, because a history can be long. A list that is always
 * counted knows no `includeCount`, so its links have none.
 */
export function page<Item>(
  call: Call,
  items: readonly Item[],
  toDocument: (item: Item) => object,
  isAlwaysCounted = false,
): object {
  const { query, world, pathname } = call;
  const withCount = query.includeCount !== 'false';
  const size = Number(query.itemsPerPage ?? 100);
  const number = Number(query.pageNum ?? 1);
  const start = (number - 1) * size;
  const list = `${world.linkBase}${pathname}`;
  const count = isAlwaysCounted ? '' : `includeCount=${withCount}&`;
  // Recorded: the parameters of self and of its neighbours are in different orders.
  const neighbour = (pageNum: number) => `${list}?${count}itemsPerPage=${size}&pageNum=${pageNum}`;
  // Recorded: without the count there is no next link either, even when the page is full.
  const hasNext = withCount && start + size < items.length;
  const links: Link[] = [
    { href: `${list}?${count}pageNum=${number}&itemsPerPage=${size}`, rel: 'self' },
    ...(number > 1 ? [{ href: neighbour(number - 1), rel: 'previous' }] : []),
    ...(hasNext ? [{ href: neighbour(number + 1), rel: 'next' }] : []),
  ];
  return {
    links,
    results: items.slice(start, start + size).map(toDocument),
    totalCount: withCount ? items.length : 0,
  };
}

/** A list that Atlas never pages: sharded snapshots, everything of tenants. */
export function wholeList<Item>(
  call: Call,
  items: readonly Item[],
  toDocument: (item: Item) => object,
): object {
  return {
    links: [{ href: `${call.world.linkBase}${call.pathname}`, rel: 'self' }],
    results: items.map(toDocument),
    totalCount: items.length,
  };
}
