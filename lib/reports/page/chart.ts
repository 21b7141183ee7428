/** Figures over time as a small SVG: a line, the objective dashed, each drill by the shape of its verdict. */
import type { Verdict } from '../../drills/record.ts';
import { html, type Markup } from './html.ts';

export interface ChartPoint {
  readonly at: string;
  readonly verdict: Verdict;
  /** Null: not measured; the line has a gap there. */
  readonly value: number | null;
}

export interface Chart {
  readonly title: string;
  readonly points: readonly ChartPoint[];
  /** Absent: nobody wants anything of it. */
  readonly objective?: number;
  text(value: number): string;
}

const WIDTH = 320;
const HEIGHT = 132;
const LEFT = 8;
const RIGHT = 8;
const TOP = 24;
const BOTTOM = 20;
/** Above the highest: a mark at the edge is cut. */
const AIR = 1.12;
/** More dots than this touch each other; crosses are always drawn. */
const MOST_DOTS = 80;

interface Dot extends ChartPoint {
  readonly x: number;
  readonly y: number;
}

export function chart({ title, points, objective, text }: Chart): Markup {
  const known = points.filter((one): one is ChartPoint & { value: number } => one.value !== null);
  const last = known.at(-1);
  if (last === undefined)
    return html`<p class="chart none">${title}: not measured</p>
`;
  const top = Math.max(...known.map(({ value }) => value), objective ?? 0, 1) * AIR;
  const yOf = (value: number): number => rounded(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM));
  const dots = placed(points, yOf);
  const goal =
    objective === undefined ? undefined : { y: yOf(objective), says: `objective ${text(objective)}` };
  const says = [
    `${known.length} of ${points.length} drills measured`,
    `from ${text(known[0]?.value ?? last.value)} to ${text(last.value)}`,
    `highest ${text(Math.max(...known.map(({ value }) => value)))}`,
    ...(goal ? [goal.says] : []),
  ].join(', ');
  // One name for all: `aria-label` needs no id, of which there would have to be many.
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${says}">
<title>${title}</title><desc>${says}</desc>
<text class="name" x="${LEFT}" y="12">${title}</text>
<text class="last" x="${WIDTH - RIGHT}" y="12" text-anchor="end">${text(last.value)}</text>
<path class="axis" d="M${LEFT} ${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>
${
  goal &&
  html`<path class="goal" d="M${LEFT} ${goal.y}H${WIDTH - RIGHT}"/><text x="${LEFT}" y="${goal.y - 3}">${goal.says}</text>
`
}${lines(dots)}${dots.map((dot) => mark(dot, known.length <= MOST_DOTS))}
<text x="${LEFT}" y="${HEIGHT - 6}">${points[0]?.at.slice(0, 10)}</text>
<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${points.at(-1)?.at.slice(0, 10)}</text>
</svg>
`;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** By time; all of one moment stand in the middle. */
function placed(points: readonly ChartPoint[], yOf: (value: number) => number): readonly (Dot | null)[] {
  const times = points.map(({ at }) => Date.parse(at));
  const first = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - first;
  const inner = WIDTH - LEFT - RIGHT - 8;
  return points.map((point, at) => {
    if (point.value === null) return null;
    const share = span > 0 ? ((times[at] ?? first) - first) / span : 0.5;
    return { ...point, x: rounded(LEFT + 4 + share * inner), y: yOf(point.value) };
  });
}

/** Broken where nothing was measured: a line through a gap would say something of it. */
function lines(dots: readonly (Dot | null)[]): Markup {
  const path = dots
    .map((dot, at) => (dot ? `${at === 0 || !dots[at - 1] ? 'M' : 'L'}${dot.x} ${dot.y}` : ''))
    .join('');
  return html`<path class="line" d="${path}"/>`;
}

function mark(dot: Dot | null, dotted: boolean): Markup | null {
  if (dot === null) return null;
  const { x, y, verdict } = dot;
  if (verdict === 'PASSED') return dotted ? html`<circle class="dot" cx="${x}" cy="${y}" r="2.5"/>` : null;
  return html`<path class="cross" d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8"/>`;
}
