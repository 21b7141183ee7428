/** Markup of a template, in which every text is escaped: each of them may be anybody's. */

/** Made by `html` alone: what is in it was escaped. */
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type { Markup };

export type Part = Markup | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Controls (a tab and the ends of lines are white space), what turns the direction of text, and what has no width: a
 * name with one of them looks like another name.
 */
const HIDDEN = /[^\P{C}\t\n\r]|[\u2028\u2029]/gu;

const shown = (hidden: string): string =>
  `[U+${(hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;

/** For text, and for an attribute in quotes of either kind. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(HIDDEN, shown)
    .replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '');

/** In a template an attribute's value stands in quotes: nothing else keeps a text in its place. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, at) => text + written(parts[at - 1]) + string));
}

/** Of our own text only: style sheets. */
export const verbatim = (text: string): Markup => new Markup(text);

function written(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return part.map(written).join('');
}
