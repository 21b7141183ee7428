/** A year of weekly drills of 50 sources: one chain that verifies, a trend of each source, and a report of all of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FolderEvidenceStore } from '../../../infra/local/evidence/folder-store.ts';
import { LocalEvidenceSigner } from '../../../infra/local/evidence/local-signer.ts';
import { verifyEvidence } from '../../../lib/cli/evidence-verify.ts';
import { makeReport } from '../../../lib/cli/report.ts';
import type { TrendsView } from '../../../lib/drills/trends/read-trends.ts';
import type { Report } from '../../../lib/reports/report.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';
import { drillYear, sourceName, WEEKS } from '../../support/drilled-year.ts';
import { MemoryIndex } from '../evidence/chain.ts';

const SOURCES = 50;
const PROJECT = '6b00000000000000000000a1';
const QUARTER = '2026-Q4';
let folder: string;
let key: string;
let harness: DrillHarness;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drilled-year-'));
  const signer = new LocalEvidenceSigner();
  key = join(folder, 'public.pem');
  writeFileSync(key, (await signer.publicKey()).export({ type: 'spki', format: 'pem' }));
  const evidence = {
    store: new FolderEvidenceStore(join(folder, 'evidence')),
    index: new MemoryIndex(),
    signer,
  };
  // 2026-11-22, in the week of the last drills.
  harness = await drillHarness({ enabled: false });
  const { drillLedger } = harness.service.drills.services;
  await drillYear({
    evidence,
    sources: SOURCES,
    from: '2025-11-25T02:00:00Z',
    save: (record) => drillLedger.createDrill(record),
  });
}, 240_000);
afterAll(async () => {
  await harness.close();
  rmSync(folder, { recursive: true });
});

async function report(...more: string[]): Promise<Report> {
  const printed: string[] = [];
  const args = [
    QUARTER,
    '--evidence',
    join(folder, 'evidence'),
    '--key',
    key,
    '--format',
    'json',
    '--out',
    '-',
  ];
  const status = await makeReport([...args, ...more], (text) => printed.push(text), harness.time.clock.now());
  expect([status, status === 0 ? '' : printed.join('\n')]).toEqual([0, '']);
  return JSON.parse(printed.join('')) as Report;
}

test('its chain verifies', async () => {
  const printed: string[] = [];
  const status = await verifyEvidence([join(folder, 'evidence'), '--key', key], (text) => printed.push(text));
  expect([status, printed.join('\n')]).toEqual([0, expect.stringContaining('VERIFIED')]);
  expect(printed.join('\n')).toMatch(new RegExp(`drill +${SOURCES * WEEKS}\\b`));
});

test('each source has its trend of the year, by the evidence and by the API', async () => {
  const { trends } = await report();
  expect(trends.map(({ source }) => source.name)).toEqual(
    Array.from({ length: SOURCES }, (_, at) => sourceName(at + 1)),
  );
  const number = 3;
  const source = `${PROJECT}/${sourceName(number)}`;
  const { body } = await harness.call<TrendsView>('GET', `/v1/trends?source=${source}`);
  expect(body.complete).toBe(true);
  expect(body.classes).toEqual(trends[number - 1]?.classes);
  // Of 52 weeks those that decided something.
  expect(body.classes[0]?.points.length).toBeGreaterThan(WEEKS - 4);
});

test('the report of its last quarter says the same, made of the ledger and of the evidence alone', async () => {
  const proven = await report();
  const { body } = await harness.call<Report>('GET', `/v1/reports/${QUARTER}?format=json`);
  for (const part of ['summary', 'drills', 'trends', 'reviews', 'findings'] as const)
    expect(body[part], part).toEqual(proven[part]);
  expect(body.leftOut).toEqual([]);
  expect(proven.chain).toMatchObject({ verified: true, keyIds: [expect.stringMatching(/^sha256:/)] });
});

test('its page holds every drill of the quarter, and nothing that is to be fetched', async () => {
  const out = join(folder, 'report.html');
  const args = [QUARTER, '--evidence', join(folder, 'evidence'), '--key', key, '--out', out];
  expect(await makeReport(args, () => {}, harness.time.clock.now())).toBe(0);
  const page = readFileSync(out, 'utf8');
  const { drills } = await report();
  expect(drills.length).toBeGreaterThan(300);
  for (const { id } of drills) expect(page).toContain(id);
  expect(page.match(/(src|href)="(?!#|data:)[^"]*"/g)).toBeNull();
});
