/** Lists that Atlas answers in pages. */
import type { AtlasAnswer, Call, CallOptions, CallRequest } from './call.ts';
import type { AnswerOf, CallName, CallTable, Operation } from './operations.ts';

/** Operations whose answer is a list. */
export type ListName = {
  [Name in CallName]: AnswerOf<Name> extends { results: unknown[] } ? Name : never;
}[CallName];

/** One entry of such a list. */
export type ItemOf<Name extends ListName> = AnswerOf<Name> extends { results: (infer Item)[] } ? Item : never;

/** The most that Atlas gives at once: 2,000 old jobs are normal, and a page costs as much as a job. */
const MOST_ITEMS_PER_PAGE = 500;

/** What tells an entry from others: its id; names and namespaces have none and are unique in their lists. */
interface Entry {
  readonly id?: string;
  readonly name?: string;
  readonly sourceNamespace?: string;
}
const keyOf = ({ id, name, sourceNamespace }: Entry) => id ?? name ?? sourceNamespace ?? '';

interface Page {
  readonly results: readonly Entry[];
  readonly links?: readonly { readonly rel?: string | undefined }[] | undefined;
}

/** How a page is got, and the table whose rows say what can be asked for. */
export interface Paged {
  readonly call: Call;
  readonly table: CallTable;
}

const isPaged = (row: Operation | undefined): boolean =>
  row !== undefined && 'pageNum' in (row.query as unknown as { readonly shape: object }).shape;

/**
 * Page by page, 500 entries each unless `query.itemsPerPage` says otherwise, from `query.pageNum` or the first. Goes
 * on until a page is short, because with `includeCount=false` Atlas sends neither `totalCount` nor `next`
 * (atlas-api §4.2), and ends on a page that brings nothing new. A list that Atlas does not page is one call.
 * The time limits of `options` are those of each page.
 */
export async function* pages<Name extends ListName>(
  { call, table }: Paged,
  name: Name,
  request: CallRequest<Name>,
  options?: CallOptions,
): AsyncGenerator<AtlasAnswer<AnswerOf<Name>>, void, undefined> {
  if (!isPaged(table[name])) {
    yield await call(name, request, options);
    return;
  }
  const itemsPerPage = Number(request.query?.itemsPerPage ?? MOST_ITEMS_PER_PAGE);
  const seen = new Set<string>();
  for (let pageNum = Number(request.query?.pageNum ?? 1); ; pageNum++) {
    const query = { ...request.query, itemsPerPage, pageNum };
    const answer = await call(name, { ...request, query }, options);
    const { results, links } = answer.data as Page;
    const before = seen.size;
    for (const entry of results) seen.add(keyOf(entry));
    if (seen.size === before && before > 0) return;
    yield answer;
    // A `next` is believed where there is one: a server that gives less than it is asked for has more.
    const more = results.length >= itemsPerPage || links?.some(({ rel }) => rel === 'next');
    if (!more || seen.size === before) return;
  }
}

/** Entry by entry, each once: a job that is made while pages are read pushes others onto the next page. */
export async function* items<Name extends ListName>(
  paged: Paged,
  name: Name,
  request: CallRequest<Name>,
  options?: CallOptions,
): AsyncGenerator<ItemOf<Name>, void, undefined> {
  const seen = new Set<string>();
  for await (const { data } of pages(paged, name, request, options)) {
    for (const item of (data as Page).results) {
      const key = keyOf(item);
      if (seen.has(key)) continue;
      seen.add(key);
      yield item as ItemOf<Name>;
    }
  }
}
