/** What is wrong with a configuration, as sentences that name the field. */
import type * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

/** Of one parse alone: importing the whole of zod would set the words of every schema of the process. */
export const WORDS = en().localeError;

type Issue = z.core.$ZodIssue;

export function sentencesOf(issue: Issue, before: readonly PropertyKey[] = []): string[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${[...path, key].join('.')} is not a field.`);
  if (issue.code === 'invalid_union') {
    const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0]?.[0];
    if (closest !== undefined) return sentencesOf(closest, path);
  }
  const field = path.length === 0 ? 'The configuration' : path.join('.');
  const said = issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '');
  return [`${field}: ${said}.`];
}
