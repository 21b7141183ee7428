/**
 * What a body holds of somebody else's text (a scalar of an assertion, Atlas' own words) may be what evidence refuses.
 * That must not keep the verdict from being written: such texts give way to a mark, and everything else stays.
 */
import { EvidenceRefused } from './canonical.ts';
import { assertNoCredentials } from './credentials.ts';

export const REDACTED = '[left out: it has the shape of a credential]';

export const redactedText = (text: string): string => (isRefused(text) ? REDACTED : text.toWellFormed());

export function redacted(value: unknown): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([name, each]) => [name, redacted(each)]));
}

function isRefused(text: string): boolean {
  try {
    assertNoCredentials(text);
    return false;
  } catch (error) {
    if (error instanceof EvidenceRefused) return true;
    throw error;
  }
}
