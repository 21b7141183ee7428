/** Reads the page's markup by stricter rules than a browser's: what it does not know, or is not closed, throws. */
export interface Element {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** All below it, in order. */
  readonly inner: Element[];
  readonly text: string[];
}

const VOID = new Set(['meta']);
const OPENING = /^<([a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z-]*="[^"<>]*")*)(\/?)>/;
const ENTITY = /&(amp|lt|gt|quot|#39);/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const plain = (text: string): string => {
  if (/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`Not escaped: ${text.slice(0, 200)}`);
  return text.replace(ENTITY, (_, name: string) => CHARACTERS[name] ?? '');
};

export function elementsOf(page: string): readonly Element[] {
  const start = '<!DOCTYPE html>\n';
  if (!page.startsWith(start)) throw new Error('It is no page.');
  const all: Element[] = [];
  const open: Element[] = [];
  let at = start.length;
  while (at < page.length) {
    const next = page.indexOf('<', at);
    const text = page.slice(at, next < 0 ? page.length : next);
    const said = open.at(-1)?.tag === 'style' ? text : plain(text);
    for (const one of open) one.text.push(said);
    if (next < 0) break;
    at = next + readTag(page.slice(next, next + 5_000), all, open);
  }
  if (open.length > 0) throw new Error(`Not closed: ${open.map(({ tag }) => tag)}`);
  return all;
}

/** How long it is. */
function readTag(rest: string, all: Element[], open: Element[]): number {
  const closing = /^<\/([a-z][a-z0-9]*)>/.exec(rest);
  if (closing) {
    const tag = open.pop()?.tag;
    if (tag !== closing[1]) throw new Error(`${closing[1]} closes ${tag}`);
    return closing[0].length;
  }
  const opening = OPENING.exec(rest);
  if (!opening) throw new Error(`No tag: ${rest.slice(0, 200)}`);
  const [whole, tag = '', written = '', slash] = opening;
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of written.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)) {
    if (attributes.has(name)) throw new Error(`${name} twice`);
    attributes.set(name, plain(value));
  }
  const element: Element = { tag, attributes, inner: [], text: [] };
  all.push(element);
  for (const one of open) one.inner.push(element);
  if (slash !== '/' && !VOID.has(tag)) open.push(element);
  return whole.length;
}

export const textOf = ({ text }: Element): string => text.join('').trim();

/** Undefined: there is none of that name. */
export function fieldOf(elements: readonly Element[], name: string): string | undefined {
  const found = elements.find(({ attributes }) => attributes.get('data-field') === name);
  return found && textOf(found);
}
