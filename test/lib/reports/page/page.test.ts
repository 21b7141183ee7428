import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderReport } from '../../../../lib/reports/page/page.ts';
import { MOST_CHARTED, MOST_FIGURES } from '../../../../lib/reports/page/trends.ts';
import type { Report } from '../../../../lib/reports/report.ts';
import { emptyReport, fullReport } from '../../../support/report-sample.ts';
import { HOSTILE_NAMES } from '../../../support/report-sample-parts.ts';
import { type Element, elementsOf, fieldOf, textOf } from './markup.ts';

const full = fullReport();
const page = renderReport(full);
const elements = elementsOf(page);
const rowsOf = (name: string): Map<string, Element> =>
  new Map(
    elements
      .filter(({ tag, attributes }) => tag === 'tr' && attributes.has(`data-${name}`))
      .map((one) => [one.attributes.get(`data-${name}`)!, one]),
  );

/** What a page is made of, without what its texts say. */
const shapeOf = (report: Report): readonly string[] =>
  elementsOf(renderReport(report)).map(({ tag, attributes }) => `${tag} ${[...attributes.keys()].join(' ')}`);

/** Every text that somebody may choose is another one; what our own code reads stays. */
const OURS = new Set([
  'verdict',
  'state',
  'kind',
  'rto',
  'target',
  'madeFrom',
  'status',
  'verified',
  'family',
]);
const MOMENT = /^\d{4}-\d\d-\d\d/;
function rewritten(value: unknown, text: () => string, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => rewritten(one, text, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, rewritten(one, text, name)]));
  return typeof value !== 'string' || OURS.has(key) || MOMENT.test(value) ? value : text();
}

describe('text of anybody', () => {
  const small = fullReport({ sources: 3, drillsEach: 6 });
  const parts = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '</td>',
    '<script>',
    '-->',
    '=',
    '\u0000',
    '\u202E',
    '\ud800',
  );
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(parts).map((some) => some.join('')),
  );

  test('never makes an element or an attribute', () => {
    const plain = shapeOf(rewritten(small, () => 'x') as Report);
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 20 }), (texts) => {
        let at = 0;
        const hostile = rewritten(small, () => texts[at++ % texts.length]!) as Report;
        expect(shapeOf(hostile)).toEqual(plain);
      }),
      { numRuns: 30 },
    );
  });

  test('shows what is hidden, and stands on the page as it is otherwise', () => {
    const leftOut = [...HOSTILE_NAMES];
    const shown = elementsOf(renderReport({ ...emptyReport(), leftOut }))
      .filter(({ tag }) => tag === 'li')
      .map(textOf);
    expect(shown).toEqual(
      expect.arrayContaining(
        HOSTILE_NAMES.map((name) =>
          name === HOSTILE_NAMES[6] ? 'abc[U+202E]gnp.exe[U+0000][U+0007][U+200B]' : name,
        ),
      ),
    );
  });
});

describe('figures', () => {
  test('of the summary and of coverage are the value’s', () => {
    const { verdicts, verified, ...others } = full.summary;
    for (const [state, count] of Object.entries(verdicts))
      expect(fieldOf(elements, `drills.${state}`)).toBe(String(count));
    for (const [said, count] of Object.entries(verified))
      expect(fieldOf(elements, `verified.${said}`)).toBe(String(count));
    expect(fieldOf(elements, 'costUsd')).toBe('148.37 USD');
    for (const name of ['drills', 'sources', 'reviews', 'restores'] as const)
      expect(fieldOf(elements, name)).toBe(String(others[name]));
    for (const [state, count] of Object.entries(full.coverage?.counts ?? {}))
      expect(fieldOf(elements, `coverage.${state}`)).toBe(String(count));
  });

  test('of each drill stand in its row, exactly, and null is not 0', () => {
    const rows = rowsOf('drill');
    expect([...rows.keys()]).toEqual(full.drills.map(({ id }) => id));
    for (const { id, measures, verdict, evidence, checks } of full.drills) {
      const cells = [...rows.get(id)!.inner];
      for (const name of [
        'verifiedRtoSeconds',
        'technicalRtoSeconds',
        'restoreSeconds',
        'snapshotAgeSeconds',
      ] as const) {
        const cell = cells.find(({ attributes }) => attributes.get('data-field') === name)!;
        const data = [...cell.inner].find(({ tag }) => tag === 'data');
        expect(data?.attributes.get('value') ?? null).toBe(measures === null ? null : String(measures[name]));
        if (measures === null) expect(textOf(cell)).toContain('not measured');
      }
      expect(fieldOf(cells, 'verdict')).toContain(verdict ?? 'running');
      expect(fieldOf(cells, 'evidence')).toMatch(new RegExp(`^${evidence?.sequence ?? 'none'}`));
      expect(fieldOf(cells, 'checks')).toMatch(new RegExp(`^${checks.PASS}/`));
    }
  });

  test('of trends are charts of some sources, those with findings first, and rows of the others', () => {
    expect(elements.filter(({ attributes }) => attributes.has('data-trend'))).toHaveLength(
      full.trends.length,
    );
    const charted = elements.filter(
      ({ tag, attributes }) => tag === 'article' && attributes.has('data-trend'),
    );
    expect(charted).toHaveLength(MOST_CHARTED);
    for (const article of charted) {
      const charts = [...article.inner]
        .filter(({ attributes }) => attributes.get('class')?.split(' ')[0] === 'chart')
        .map((one) => one.attributes.get('aria-label') ?? textOf(one));
      const of = (name: string) => charts.filter((one) => one.startsWith(name)).length;
      expect(of('RTO')).toBeGreaterThan(0);
      for (const name of ['Restore only:', 'Snapshot age:', 'Snapshot size:'])
        expect(of(name)).toBe(of('RTO'));
    }
    const found = full.trends.filter(({ classes }) => classes.some(({ findings }) => findings.length > 0));
    expect(charted.slice(0, found.length).map((one) => one.attributes.get('data-trend'))).toEqual(
      found.map(({ source }) => `${source.projectId}/${source.name}`),
    );
    expect(fieldOf(elements, 'trends.notCharted')).toContain(
      `the other ${full.trends.length - MOST_CHARTED}`,
    );
  });
});

describe('what must not be overlooked', () => {
  test('is said: simulated, so far, left out, not verified', () => {
    expect(fieldOf(elements, 'simulated')).toContain('proves nothing of MongoDB’s Atlas');
    expect(fieldOf(elements, 'state')).toContain('so far');
    expect(fieldOf(elements, 'leftOut')).toBe(full.leftOut.join(''));
    expect(fieldOf(elements, 'chain.verified')).toContain('NO');
    const verified = [...rowsOf('restore').values()].map(({ inner }) => fieldOf([...inner], 'verified'));
    expect(verified.slice(0, 3)).toEqual([
      '✓ verified',
      '✕ VERIFIED: NOT GOOD',
      '? NOT VERIFIEDit was asked for and not run',
    ]);
  });

  test('is not said where it is not so', () => {
    const empty = elementsOf(renderReport(emptyReport()));
    for (const name of ['simulated', 'leftOut', 'verify']) expect(fieldOf(empty, name)).toBeUndefined();
    expect(fieldOf(empty, 'state')).toBe('complete');
  });

  test('is that something of the period may have ended later, or still runs', () => {
    const empty = emptyReport();
    const stateOf = (report: Report) => fieldOf(elementsOf(renderReport(report)), 'state');
    const soon = { ...empty, chain: { ...empty.chain, lastAt: '2026-11-01T00:15:04.000Z' } };
    expect(stateOf(soon)).toBe('incomplete: not all that began in the period may have ended');
    const { drills, restores } = full;
    const running = { ...drills[0]!, verdict: null, cleanup: null };
    const over = 'incomplete: not all that began in the period has ended';
    expect(stateOf({ ...empty, madeFrom: 'ledger', drills: [running] })).toBe(over);
    const restoring = { ...restores[0]!, status: 'RUNNING' as const };
    expect(stateOf({ ...empty, madeFrom: 'ledger', restores: [restoring] })).toBe(over);
  });

  test('that nothing happened is said in words, never with an empty table', () => {
    const empty = renderReport(emptyReport());
    expect(empty).not.toContain('<table');
    expect(empty).toContain('No drill was accepted in this period: nothing was proven in it.');
    expect(empty).toContain('Coverage is not known for 2026-10');
  });
});

test('how to verify is what the documentation says, with the head', () => {
  const docs = readFileSync(new URL('../../../../docs/evidence.md', import.meta.url), 'utf8');
  expect(docs).toContain(fieldOf(elements, 'by-hand'));
  const { sequence, hash } = full.chain.head!;
  const verify = fieldOf(elements, 'verify')!;
  expect(docs).toContain(verify.slice(0, verify.indexOf('--head')));
  expect(verify).toContain(`--head ${sequence}:${hash}`);
});

test('a year of nightly drills is charted whole, and its last figures are listed', () => {
  const [trend] = full.trends;
  const [one] = trend?.classes ?? [];
  const points = Array.from({ length: 365 }, (_, day) => ({
    ...one?.points[0],
    drill: `nightly-${day}`,
    at: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(),
    verdict: day === 100 ? 'FAILED' : 'PASSED',
  }));
  const trends = [{ ...trend, classes: [{ ...one, points }] }] as Report['trends'];
  const found = elementsOf(renderReport({ ...full, trends }));
  const named = (name: string) => found.filter(({ attributes }) => attributes.get('class') === name);
  expect(named('dot')).toHaveLength(0);
  expect(named('cross').length).toBeGreaterThan(0);
  expect(found.filter(({ attributes }) => attributes.has('data-point'))).toHaveLength(MOST_FIGURES);
  expect(fieldOf(found, 'trends.notListed')).toContain(`The ${365 - MOST_FIGURES} drills before these`);
});

test('each drill says which it is, and what an auditor looks for at Atlas', () => {
  const rows = rowsOf('drill');
  for (const { id, atlasJobId, evidence } of full.drills) {
    const text = textOf(rows.get(id)!);
    for (const said of [id, atlasJobId, evidence?.hash.slice(0, 8)])
      if (said != null) expect(text).toContain(said);
  }
});

test('a quarter of 5,000 drills of 200 sources is a page of a few megabytes', () => {
  const large = renderReport(fullReport({ sources: 200, drillsEach: 25 }));
  expect(large.match(/data-drill="/g)).toHaveLength(5_000);
  expect(large.length).toBeLessThan(10_000_000);
});
