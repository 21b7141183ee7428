/** Figures and moments as people read them; beside each the exact one, for programs. */
import { dollarsText } from '../../drills/costs/estimate.ts';
import type { Verdict } from '../../drills/record.ts';
import { html, type Markup } from './html.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const two = (value: number): string => String(value).padStart(2, '0');

const pair = (large: number, one: string, small: number, other: string): string =>
  small === 0 ? `${large} ${one}` : `${large} ${one} ${two(small)} ${other}`;

/** Whole seconds, in the two largest units: what is exact stands in the CSV and in the element's value. */
export function durationText(seconds: number): string {
  if (!(seconds >= MINUTE)) return `${seconds} s`;
  if (seconds < HOUR) return pair(Math.floor(seconds / MINUTE), 'min', seconds % MINUTE, 's');
  const minutes = Math.round(seconds / MINUTE);
  if (seconds < 2 * DAY) return pair(Math.floor(minutes / MINUTE), 'h', minutes % MINUTE, 'min');
  const hours = Math.round(seconds / HOUR);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const KILO = 1_000;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export function bytesText(bytes: number): string {
  const power = bytes < KILO ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / KILO ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${UNITS[power]}`;
}

export const NOT_MEASURED = html`<span class="none">not measured</span>`;

/** Null is nothing, and never 0. */
export const duration = (seconds: number | null | undefined): Markup =>
  seconds === null || seconds === undefined
    ? NOT_MEASURED
    : html`<data value="${seconds}">${durationText(seconds)}</data>`;

export const bytes = (value: number | null | undefined): Markup =>
  value === null || value === undefined
    ? NOT_MEASURED
    : html`<data value="${value}">${bytesText(value)}</data>`;

export const money = (usd: number | null): Markup =>
  usd === null
    ? html`<span class="none">not known</span>`
    : html`<data value="${usd}">${dollarsText(usd)} USD</data>`;

/** To the minute; the page says once that all is UTC. */
export const momentText = (at: string): string => at.slice(0, 16).replace('T', ' ');

export const moment = (at: string): Markup => html`<time datetime="${at}">${momentText(at)}</time>`;

export const day = (at: string): Markup => html`<time datetime="${at}">${at.slice(0, 10)}</time>`;

export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

/** Its shape says it too: never by colour alone. */
const SIGNS: Readonly<Record<string, string>> = {
  PASSED: '✓',
  PASS: '✓',
  COVERED: '✓',
  FAILED: '✕',
  FAIL: '✕',
  INCONCLUSIVE: '?',
  OVERDUE: '!',
  NEVER_DRILLED: '!',
};

export function verdict(said: Verdict | string | null): Markup {
  if (said === null) return html`<span class="tag">running</span>`;
  return html`<span class="tag ${said.toLowerCase().replaceAll('_', '-')}"><span aria-hidden="true">${SIGNS[said] ?? '–'}</span> ${said}</span>`;
}
