/** The auditor's walk of docs/audit.md, walked as it is printed there, through the data that `npm start` leaves. */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileNameOf } from '../../lib/evidence/record.ts';
import { type Started, startProcess, until } from '../support/start-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENT = readFileSync(new URL('../../docs/audit.md', import.meta.url), 'utf8');
const blocks = [...DOCUMENT.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text);

/** Which lines must come. The document's table names the same. */
const LINES = [
  ...['VERIFIED', 'the head is in the chain', 'nothing was left off its end'],
  ...['the report is what the chain says', 'it is on the page'],
  ...['hash OK', 'key OK', 'Verified OK', 'link OK'],
  ...['snapshot OK', 'target OK', 'job OK', 'time OK', 'the target is gone'],
  ...['checkpoint OK', 'the record is before it'],
];

const TOOLS = ['curl', 'jq', 'openssl', 'sha256sum', 'shuf'];
const missing = TOOLS.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
const title = missing.length === 0 ? 'the walk' : `the walk (skipped: there is no ${missing.join(', ')})`;

describe.skipIf(missing.length > 0)(title, () => {
  let data: string;
  let running: Started;
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'atlas-restore-'));
    running = await startProcess(['--data', data, '--speed', '600']);
    await until(() => running.output().includes('Ctrl-C ends it.'));
  });
  afterAll(async () => {
    await running.end('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  });
  /**
   * What it prints, as far as it goes.
   * @param handedOver what is done to the report before it is handed over
   * @param pick instead of the dice
   * @param atJob what is done to Atlas' answer
   */
  async function walk(
    folder: string,
    { handedOver = '', pick = 'shuf -n 1', atJob = '' } = {},
  ): Promise<readonly string[]> {
    const script = blocks
      .join('\n')
      .replace(' > $walk/handed-over.json', () => `${handedOver} > $walk/handed-over.json`)
      .replace('| shuf -n 1', `| ${pick}`)
      .replace(' > $walk/job.json', () => `${atJob} > $walk/job.json`)
      .replace('data=.atlas-restore/simulator', `data=${folder}`)
      .replaceAll('http://localhost:4100', running.url)
      .replaceAll('http://localhost:4101', running.simulatorUrl);
    try {
      return (await promisify(execFile)('bash', ['-euc', script], { cwd: ROOT })).stdout.split('\n');
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return [...stdout.split('\n'), stderr, 'stopped'];
    }
  }

  test('goes from the report to the drill, to Atlas, to its signature and to the checkpoint', async () => {
    const said = await walk(data);
    expect(said).toEqual(expect.arrayContaining(LINES));
    const promised = DOCUMENT.split('\n').filter((line) => /^\| \d \|/.test(line));
    expect(promised.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, line]) => line))).toEqual(LINES);
    expect(said).not.toContain('stopped');
  });

  test.each(['orders', 'accounts'])('goes the same way whatever the dice say: %s', async (source) => {
    const said = await walk(data, { pick: `grep -m 1 ${source}` });
    expect(said).toEqual(expect.arrayContaining(LINES));
  });

  test.each([
    ['a drill', '.drills[0].measures.verifiedRtoSeconds = 1'],
    ['a restore', '.restores[0].requestedBy = "nobody"'],
    ['a trend', '.trends[0].classes[0].points = []'],
    ['a drill that is not cleaned up yet', '.drills[0] |= (.verdict = "FAILED" | .cleanupEvidence = null)'],
    ['a drill less', 'del(.drills[0])'],
    ['how many failed', '.summary.verdicts |= (.FAILED = 1 | .PASSED -= 1)'],
    ['what was verified', '.summary.verified.true = 7'],
    ['the cost of all', '.summary.costUsd = 0.01'],
    ['how many sources were drilled', '.summary.sources = 50'],
    ['whose trend it is', '.trends |= map(.source.name = "Other")'],
    [
      'a drill that is in no record',
      '.drills += [.drills[0] | .id = "ghost" | .evidence = null] | .summary.drills += 1 | .summary.verdicts.PASSED += 1',
    ],
    ['what became of a target', '.drills[0].cleanup.target = "STANDING"'],
    ['the sum of drills', '.summary.drills = 100'],
    ['the sum of those that passed', '.summary.verdicts.PASSED = 100'],
    ['a restore less', 'del(.restores[0])'],
  ])('does not say that a report is what the chain says where it was changed: %s', async (_, change) => {
    const said = await walk(data, { handedOver: ` | jq '${change}'` });
    expect(said).not.toContain('the report is what the chain says');
    expect(said).toContain('it is on the page');
  });

  test('says where drills were left off the end of a report, head and all, and goes on with the whole chain', async () => {
    const cut =
      '.chain.head = {sequence: 1, hash: $hash} | .drills = [] | .trends = [] | .restores = .restores[0:1]';
    const hash = '$(jq -r .hash $chain/000000000001.json)';
    const later = '.madeAt = "2099-01-01T00:00:00.000Z" | .period.to = "2099-02-01T00:00:00.000Z"';
    const said = await walk(data, { handedOver: ` | jq --arg hash "${hash}" '${cut} | ${later}'` });
    expect(said).toContain('the head is in the chain');
    expect(said).not.toContain('nothing was left off its end');
    expect(said).toContain('it is on the page');
  });

  const madeAfterEnd = (seconds: number) =>
    `.madeAt = (.period.to[0:19] + "Z" | fromdate + ${seconds} | todate) | .drills += [.drills[0] + {id: "nightly", verdict: null, evidence: null, cleanup: null, costUsd: null, cleanupEvidence: null}] | .summary.drills += 1 | .summary.verdicts.UNDECIDED += 1`;

  test('accuses no report that was made just after its period and says that a drill still runs; no drill runs for days', async () => {
    const soon = await walk(data, { handedOver: ` | jq '${madeAfterEnd(1_020)}'` });
    expect(soon).toContain('the report is what the chain says');
    const late = await walk(data, { handedOver: ` | jq '${madeAfterEnd(4 * 86_400)}'` });
    expect(late).not.toContain('the report is what the chain says');
  });

  test('misses a head that is younger than the report says to be', async () => {
    const said = await walk(data, { handedOver: ` | jq '.madeAt = "2020-01-01T00:00:00.000Z"'` });
    expect(said).not.toContain('the head is in the chain');
  });

  test('misses a head that is not in the chain', async () => {
    const said = await walk(data, { handedOver: ` | jq '.chain.head.hash = "${'0'.repeat(64)}"'` });
    expect(said).not.toContain('the head is in the chain');
  });

  test.each([
    ['a job that was cancelled', '.cancelled = true', ['job OK']],
    ['another snapshot', '.snapshotId = "6b0000000000000000000000"', ['snapshot OK']],
    ['a target in another project', '.targetGroupId = "6b0000000000000000000000"', ['target OK']],
    ['another end', '.finishedAt = "2020-01-01T00:00:00Z"', ['time OK']],
    ['no answer', 'empty', ['job OK', 'snapshot OK', 'target OK', 'time OK']],
  ])('says so where Atlas tells of %s', async (_, change, missing) => {
    const said = await walk(data, { pick: 'grep -m 1 orders', atJob: ` | jq '${change}'` });
    for (const line of missing) expect(said).not.toContain(line);
    for (const line of ['hash OK', 'the target is gone', 'checkpoint OK']) expect(said).toContain(line);
  });

  test('ends where no drill is to be picked, and says so', async () => {
    const said = await walk(data, { pick: 'grep -m 1 nothing || true' });
    expect(said).toContain('stopped');
    expect(said.join('\n')).toContain('no drill of');
    expect(said).not.toContain('it is on the page');
  });

  test('ends at its first step where a record says something else than was signed', async () => {
    const changed = mkdtempSync(join(tmpdir(), 'changed-'));
    cpSync(data, changed, { recursive: true });
    const record = join(changed, 'evidence', fileNameOf(1));
    chmodSync(record, 0o644);
    writeFileSync(record, readFileSync(record, 'utf8').replace('simulated', 'Simulated'));
    const said = await walk(changed);
    expect(said).toContain('stopped');
    expect(said.join('\n')).toContain('NOT VERIFIED');
    expect(said).not.toContain('hash OK');
    rmSync(changed, { recursive: true });
  });
});
