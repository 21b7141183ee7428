/** The page of a report as people get it: from a file, on a wide screen and a narrow one, in the dark, on paper. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicKeys } from '../../lib/evidence/public-keys.ts';
import { ChainVerifier } from '../../lib/evidence/verify-chain.ts';
import { EvidenceReport } from '../../lib/reports/from-evidence.ts';
import { type Period, periodOf } from '../../lib/reports/period.ts';
import type { Report } from '../../lib/reports/report.ts';
import { linesIn, memoryParts } from '../lib/evidence/chain.ts';
import { drillYear } from '../support/drilled-year.ts';
import { emptyReport, fullReport } from '../support/report-sample.ts';
import { HOSTILE_NAMES } from '../support/report-sample-parts.ts';
import { folder, launch, type Opened, open } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
const PICTURES = process.env.PICTURES ?? '';

/** Of a chain that ends just after its period, with the longest that is said of one, and odd cents. */
function notHeld(): Report {
  const { summary, chain, ...report } = fullReport({ sources: 4, drillsEach: 1 });
  return {
    ...report,
    madeFrom: 'evidence',
    madeAt: '2027-01-02T08:00:00.000Z',
    summary: { ...summary, costUsd: 1_148.3725 },
    chain: { ...chain, verified: true, lastAt: '2027-01-01T00:15:04.000Z', heldTo: null },
  };
}

const SAMPLES: Readonly<Record<string, Report>> = {
  full: fullReport(),
  empty: emptyReport(),
  'not held to anything': notHeld(),
  hostile: fullReport({
    sources: HOSTILE_NAMES.length,
    drillsEach: 2,
    nameOf: (number) => HOSTILE_NAMES[number] ?? '',
  }),
};

let browser: Browser;
const [pages, removePages] = folder();
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  removePages();
});

const picture = (page: Page, name: string, fullPage = false) =>
  PICTURES === ''
    ? undefined
    : page.screenshot({ path: join(PICTURES, `${name}.png`) as `${string}.png`, fullPage });

async function violations(page: Page): Promise<readonly string[]> {
  const found = (await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })`,
  )) as AxeResults;
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3)}`);
}

/** What the page is shown as: media, colours, width. */
const SHOWN = [
  { media: 'screen', scheme: 'light', width: 1280 },
  { media: 'screen', scheme: 'light', width: 360 },
  { media: 'screen', scheme: 'dark', width: 1280 },
  { media: 'screen', scheme: 'dark', width: 360 },
  { media: 'print', scheme: 'dark', width: 1280 },
] as const;

test('of a year of weekly drills of 50 sources, made of the evidence alone, it opens from a file and says nothing', async () => {
  const evidence = memoryParts();
  await drillYear({ evidence, sources: 50, from: '2025-11-25T02:00:00Z' });
  const verifier = new ChainVerifier(publicKeys([await evidence.signer.publicKey()]));
  const made = new EvidenceReport(periodOf('2026-Q4') as Period);
  for (const [at, bytes] of (await linesIn(evidence.store)).entries()) {
    const record = verifier.add({ place: `line ${at}`, content: { bytes } });
    if (record) made.add(record);
  }
  const report = made.result(verifier.end(), new Date('2026-11-27T12:00:00Z'));
  const opened = await open(browser, join(pages, 'year.html'), report);
  expect([opened.requests, opened.said]).toEqual([[opened.url], []]);
  expect(await opened.page.evaluate(`document.querySelectorAll('tr[data-drill]').length`)).toBe(
    report.drills.length,
  );
  expect(report.drills.length).toBeGreaterThan(300);
  expect(await opened.page.evaluate(`document.querySelectorAll('svg').length`)).toBeGreaterThan(20);
  await picture(opened.page, 'year', true);
  await opened.page.close();
});

describe.each(Object.entries(SAMPLES))('the %s report', (name, report) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open(browser, join(pages, `${name}.html`), report);
  });
  afterAll(() => opened?.page.close());

  test('opens from a file with no request but for itself, and says nothing', () => {
    expect(opened.requests).toEqual([opened.url]);
    expect(opened.said).toEqual([]);
  });

  test('runs nothing: no script, no handler, no picture', async () => {
    const found = await opened.page.evaluate(
      `[...document.querySelectorAll('*')].filter((one) => ['SCRIPT', 'IMG', 'LINK', 'IFRAME', 'OBJECT'].includes(one.tagName) || [...one.attributes].some(({ name }) => name.startsWith('on') || name === 'autofocus')).map((one) => one.outerHTML)`,
    );
    expect(found).toEqual([]);
    expect(await opened.page.evaluate(`document.querySelectorAll('h1').length`)).toBe(1);
  });

  test.each(SHOWN)('has no violation of axe and fits: $media, $scheme, $width', async (shown) => {
    const { page } = opened;
    await page.setViewport({ width: shown.width, height: 900 });
    await page.emulateMediaType(shown.media);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: shown.scheme }]);
    await picture(page, `${name}-${shown.media}-${shown.scheme}-${shown.width}`, true);
    await page.evaluate(AXE);
    expect(await violations(page)).toEqual([]);
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });

  test('is read by keyboard: Tab comes to every link, table and detail, and shows where it is', async () => {
    const { page } = opened;
    await page.setViewport({ width: 360, height: 900 });
    await page.emulateMediaType('screen');
    await page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)');
    const wanted = `[...document.querySelectorAll('a[href], summary, [role=region][tabindex="0"]')].filter((one) => one.checkVisibility())`;
    const count = Number(await page.evaluate(`${wanted}.length`));
    const here = `({ at: ${wanted}.indexOf(document.activeElement), outline: getComputedStyle(document.activeElement).outlineStyle })`;
    const seen: unknown[] = [];
    for (let at = 0; at < count; at += 1) {
      await page.keyboard.press('Tab');
      seen.push(await page.evaluate(here));
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, at) => ({ at, outline: 'solid' })));
  });

  test('prints on A4, with nothing cut', async () => {
    const { page } = opened;
    await page.emulateMediaType('print');
    // 273 mm, what the page's margins leave, at 96 dots an inch.
    await page.setViewport({ width: 1032, height: 700 });
    const cut = await page.evaluate(
      `[...document.querySelectorAll('th, td, pre, dd, .frame')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 200))`,
    );
    expect(cut).toEqual([]);
    const pdf = Buffer.from(
      await page.pdf({
        preferCSSPageSize: true,
        ...(PICTURES !== '' && { path: join(PICTURES, `${name}.pdf`) }),
      }),
    ).toString('latin1');
    const sheets = [...pdf.matchAll(/\/Type \/Page\b/g)].length;
    expect(sheets).toBeGreaterThan(0);
    expect(sheets).toBeLessThan(12 + report.drills.length / 4);
    expect(pdf).toMatch(/\/MediaBox \[0 0 84[12][.\d]* 59[456][.\d]*\]/);
  });
});

test('no table of a full quarter is wider than a laptop’s screen', async () => {
  const { page } = await open(browser, join(pages, 'wide.html'), fullReport());
  const wide = await page.evaluate(
    `[...document.querySelectorAll('.frame')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth).map((one) => [one.ariaLabel, one.scrollWidth - one.clientWidth])`,
  );
  expect(wide).toEqual([]);
  await page.close();
});

test('axe finds what is wrong: it can fail', async () => {
  const { page } = await open(browser, join(pages, 'wrong.html'), emptyReport());
  await page.evaluate(AXE);
  await page.evaluate(`document.querySelector('h2').innerHTML = '<button></button>'`);
  expect(await violations(page)).toContainEqual(expect.stringContaining('button-name'));
  await page.close();
});

test('details open by the keyboard, and show their figures as a table', async () => {
  const { page } = await open(browser, join(pages, 'details.html'), fullReport());
  await page.focus('summary');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(`document.querySelector('details table').checkVisibility()`)).toBe(true);
  await page.evaluate(AXE);
  await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
  expect(await violations(page)).toEqual([]);
  await page.close();
});
