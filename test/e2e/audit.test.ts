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
  /** What it prints, as far as it goes. */
  async function walk(folder: string): Promise<readonly string[]> {
    const script = blocks
      .join('\n')
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
    for (const line of [
      ...['VERIFIED', 'the report is what the chain says', 'it is on the page'],
      ...['hash OK', 'key OK', 'Verified OK', 'link OK'],
      ...['snapshot OK', 'target OK', 'job OK', 'the target is gone'],
      ...['checkpoint OK', 'the record is before it'],
    ])
      expect(said).toContain(line);
    expect(said).not.toContain('stopped');
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
