/** Finds the conditions of a module by their shape, and loads it with a single one of them switched off. */
import { transformSync } from 'esbuild';

export interface Mutant {
  /** In which function, and what is always so in it. */
  readonly what: string;
  readonly text: string;
}

/** Where a bracket that opens at `from` is closed. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if ('([{'.includes(text[at] ?? '')) depth += 1;
    if (')]}'.includes(text[at] ?? '')) depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`No bracket closes the one at ${from}.`);
}

type Span = readonly [from: number, to: number];

/** What stands between operators of the condition's own level. */
function operands(text: string, [from, to]: Span, operator: '||' | '&&'): readonly Span[] {
  const found: Span[] = [];
  let begin = from;
  for (let at = from; at < to; at += 1) {
    if ('([{'.includes(text[at] ?? '')) at = closing(text, at);
    else if (text.startsWith(operator, at)) {
      found.push([begin, at]);
      begin = at + operator.length;
    }
  }
  return [...found, [begin, to]];
}

/** Each `if (…)`, and each condition that a function answers with. */
function conditions(text: string): readonly Span[] {
  const ifs = [...text.matchAll(/\bif \(/g)].map(({ index, 0: { length } }): Span => {
    const open = index + length - 1;
    return [open + 1, closing(text, open)];
  });
  const answers = [...text.matchAll(/(?:\breturn|=>) (?=[^;{]*?(?:===|&&|\|\|))/g)].map(
    ({ index, 0: { length } }): Span => {
      let end = index + length;
      for (; !/[;,)]/.test(text[end] ?? ';'); end += 1)
        if ('([{'.includes(text[end] ?? '')) end = closing(text, end);
      return [index + length, end];
    },
  );
  return [...ifs, ...answers];
}

/** What a function leaves to another one: `return other(…);`. */
const questions = (text: string): readonly Span[] =>
  [...text.matchAll(/\breturn (?=\w+\([^;{]*\);)/g)].map(({ index, 0: { length } }): Span => {
    const from = index + length;
    return [from, closing(text, text.indexOf('(', from)) + 1];
  });

/** Without comments: a word in one is no code. Lines stay where they are. */
const uncommented = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replaceAll(/[^\n]/g, ' '));

/** Whole conditions; what they are true for; and what they need, which makes a guard too strict. */
export function mutantsOf(source: string): readonly Mutant[] {
  const text = uncommented(source);
  const mutants = new Map<string, Mutant>();
  const add = ([from, to]: Span, value: 'true' | 'false' | 'undefined') => {
    const place = [...text.slice(0, from).matchAll(/\bfunction (\w+)/g)].at(-1)?.[1];
    const what = `${place}: ${text.slice(from, to).trim().replaceAll(/\s+/g, ' ')} is ${value}`;
    mutants.set(`${from}-${to}-${value}`, {
      what,
      text: `${text.slice(0, from)} ${value} ${text.slice(to)}`,
    });
  };
  const within = (span: Span) => {
    add(span, 'false');
    const either = operands(text, span, '||');
    for (const one of either) {
      add(one, 'false');
      const all = operands(text, one, '&&');
      if (all.length > 1) for (const each of all) add(each, 'true');
      for (const each of all) {
        const inner = text.slice(...each).trim();
        const open = each[0] + text.slice(...each).indexOf('(');
        if (inner.startsWith('(') && inner.endsWith(')')) within([open + 1, closing(text, open)]);
      }
    }
  };
  for (const span of conditions(text)) within(span);
  for (const span of questions(text)) add(span, 'undefined');
  return [...mutants.values()];
}

/** Runs the text as a module whose imports are what is given, by the end of their path. */
export function load<Module>(text: string, imports: Readonly<Record<string, object>>): Module {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} };
  const require = (path: string): object => {
    const found = imports[path.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`Nothing is given for ${path}.`);
    return found;
  };
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  return module.exports as Module;
}
