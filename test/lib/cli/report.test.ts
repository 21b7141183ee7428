/** `npm run report`, as its users run it: a chain in, a file and a status out. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LocalEvidenceSigner } from '../../../infra/local/evidence/local-signer.ts';
import { makeReport } from '../../../lib/cli/report.ts';
import { fileNameOf } from '../../../lib/evidence/record.ts';
import type { Report } from '../../../lib/reports/report.ts';
import { drillYear } from '../../support/drilled-year.ts';
import { linesIn, memoryParts } from '../evidence/chain.ts';

const NOW = new Date('2026-11-27T12:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'report-'));
const at = (name: string) => join(folder, name);
let lines: Buffer[];
const printed: string[] = [];
const run = (...args: string[]) => makeReport(args, (text) => printed.push(text), NOW);
const output = () => printed.join('\n');
const CHAIN = ['--evidence', at('whole'), '--key', at('public.pem')];

function writeFolder(name: string, records: readonly (Buffer | string)[]): string {
  mkdirSync(at(name));
  for (const [index, line] of records.entries()) writeFileSync(join(at(name), fileNameOf(index + 1)), line);
  return at(name);
}

beforeAll(async () => {
  const signer = new LocalEvidenceSigner();
  const parts = memoryParts(signer);
  await drillYear({ evidence: parts, sources: 2, from: '2025-11-29T02:00:00Z' });
  lines = await linesIn(parts.store);
  writeFolder('whole', lines);
  writeFileSync(at('whole.jsonl'), Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
  writeFileSync(at('public.pem'), (await signer.publicKey()).export({ type: 'spki', format: 'pem' }));
});
beforeEach(() => {
  printed.length = 0;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('of a chain that verifies', () => {
  test('it is a page in the file that is named', async () => {
    expect([await run('2026-10', ...CHAIN, '--out', at('october.html')), output()]).toEqual([
      0,
      [
        `${at('october.html')}: 2026-10, of ${lines.length} records that verify.`,
        'The evidence holds no record of coverage of this period.',
        'Whether later records were cut off, only a head or a checkpoint tells (--head, --checkpoints): none was given.',
      ].join('\n'),
    ]);
    const page = readFileSync(at('october.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('<span class="tag" data-field="state">complete</span>');
    expect(page).toContain('whether later records were cut off, this report cannot say');
  });

  test('held to a head it says so', async () => {
    const { hash } = JSON.parse(String(lines.at(-1))) as { hash: string };
    const head = `${lines.length}:${hash}`;
    expect(await run('2026-10', ...CHAIN, '--head', head, '--out', at('held.html'))).toBe(0);
    expect(output()).not.toContain('cut off');
    expect(readFileSync(at('held.html'), 'utf8')).toContain(`record ${lines.length}, known from elsewhere`);
  });

  test('that ends before the period does, it is incomplete, and says so', async () => {
    const cut = lines.findIndex((line) => String(line).includes('"at":"2026-10-1'));
    const evidence = writeFolder('cut', lines.slice(0, cut));
    expect(await run('2026-10', '--evidence', evidence, ...CHAIN.slice(2), '--out', at('cut.html'))).toBe(0);
    expect(output()).toContain('before the period does: what was recorded later is not in this report');
    const page = readFileSync(at('cut.html'), 'utf8');
    expect(page).toContain('incomplete: the chain ends before the period does');
    expect(page).not.toContain('data-field="state">complete');
    expect(page).toContain('Left out of this report');
  });

  test('it is of that month or quarter alone, of a folder or of lines', async () => {
    for (const [period, weeks] of [
      ['2026-10', 5],
      ['2026-Q3', 13],
    ] as const) {
      printed.length = 0;
      expect(
        await run(
          period,
          '--evidence',
          at('whole.jsonl'),
          ...CHAIN.slice(2),
          '--format',
          'json',
          '--out',
          '-',
        ),
      ).toBe(0);
      const { summary, drills } = JSON.parse(output()) as Report;
      expect([period, summary.drills, drills.length]).toEqual([period, 2 * weeks, 2 * weeks]);
    }
  });

  test('a drill a row as CSV', async () => {
    expect(await run('2026-10', ...CHAIN, '--format', 'csv', '--out', '-')).toBe(0);
    expect(output().trim().split('\r\n')).toHaveLength(1 + 2 * 5);
  });
});

describe('there is none, and nothing is written,', () => {
  const none = async (status: number, why: string, ...args: string[]) => {
    expect([await run(...args, '--out', at('none.html')), existsSync(at('none.html'))]).toEqual([
      status,
      false,
    ]);
    expect(output()).toContain(why);
  };

  test('of a chain in which something was changed', async () => {
    const changed = String(lines[20]).replace('PASSED', 'FAILED');
    const evidence = writeFolder('changed', lines.with(20, Buffer.from(changed)));
    await none(1, 'HASH_MISMATCH', '2026-10', '--evidence', evidence, ...CHAIN.slice(2));
    expect(output()).toContain('No report is made of a chain that does not verify.');
  });

  test('of a chain whose end was cut off before a head that is known', async () => {
    const head = `${lines.length + 1}:${'0'.repeat(64)}`;
    await none(1, 'TAIL_CUT', '2026-10', ...CHAIN, '--head', head);
  });

  test.each([
    ['one month or quarter', ['--key', at('public.pem')]],
    ['one month or quarter', ['2026-13', ...CHAIN]],
    ['--evidence', ['2026-10', '--key', at('public.pem')]],
    ['--key', ['2026-10', '--evidence', at('whole')]],
    ['--format must be one of', ['2026-10', ...CHAIN, '--format', 'pdf']],
    ['cannot be read', ['2026-10', '--evidence', at('nowhere'), '--key', at('public.pem')]],
    ['Unknown option', ['2026-10', ...CHAIN, '--url', 'x']],
    ['2027-01 has not begun', ['2027-01', ...CHAIN]],
    ['--head can be given once', ['2026-10', ...CHAIN, '--head', `1:${'0'.repeat(64)}`, '--head', 'x']],
  ])('without %s', async (why, args) => {
    await none(2, why, ...args);
  });
});

test('a file that cannot be written is no finding', async () => {
  expect(await run('2026-10', ...CHAIN, '--out', join(at('nowhere'), 'report.html'))).toBe(2);
  expect(output()).toContain('cannot be read or written (ENOENT)');
});
