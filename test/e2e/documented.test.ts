/** The shell lines of docs/api.md, run as they are printed there, against `npm start`. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyEvidence } from '../../lib/cli/evidence-verify.ts';
import { type Started, startProcess } from '../support/start-process.ts';

const DOCUMENT = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const blocks = [...DOCUMENT.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text);

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const title = hasCurl ? 'the documented lines' : 'the documented lines (skipped: there is no curl)';

describe.skipIf(!hasCurl)(title, () => {
  let data: string;
  let running: Started;
  // biome-ignore lint/suspicious/noExplicitAny: what is answered is compared, not used
  let answers: any[][];
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'atlas-restore-'));
    running = await startProcess(['--data', data, '--speed', '200', '--no-demo']);
    answers = [];
    for (const block of blocks) {
      const script = block
        .replaceAll('http://localhost:4100', running.url)
        .replaceAll('http://localhost:4101', running.simulatorUrl);
      // A line feed after each answer: curl gives none.
      const { stdout } = await promisify(execFile)('bash', [
        '-ec',
        `curl() { command curl "$@"; echo; }\n${script}`,
      ]);
      answers.push(documents(stdout));
    }
  });
  afterAll(async () => {
    await running.end('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  });

  test('make a Flex restore job and list it', () => {
    const [[job, list] = []] = answers;
    expect(job).toMatchObject({
      snapshotId: '6b000000000000000000f101',
      targetDeploymentItemName: 'restore-target-flex',
    });
    expect(list.results[0].id).toBe(job.id);
  });

  test('make a cluster restore job', () => {
    const [, [job] = []] = answers;
    expect(job).toMatchObject({
      deliveryType: 'automated',
      targetClusterName: 'restore-target',
      failed: false,
    });
  });

  test('read an M2/M5 restore job and make a serverless one after Atlas has switched both off', () => {
    const [, , [off, list, job, restore] = []] = answers;
    expect(off).toEqual({ switchedOff: true });
    expect(job).toMatchObject({ id: list.results[0].id, clusterName: 'Legacy', status: expect.any(String) });
    expect(restore).toMatchObject({
      deliveryType: 'automated',
      targetClusterName: 'restore-target-serverless',
    });
  });

  test('preview a drill, start that very one, read its evidence, and stop another', async () => {
    const [, , , [plans, preview, started] = [], [evidence, list] = [], [stopped] = []] = answers;
    expect(plans.results.map(({ name }: { name: string }) => name)).toContain('nightly-accounts');
    const [drill] = started.drills;
    expect(preview.drills).toMatchObject([{ id: drill.id, refusals: [] }]);
    expect(evidence.results).toMatchObject([
      { envelope: { key: `${drill.id}#drill`, kind: 'drill' } },
      { envelope: { key: `${drill.id}#cleanup`, kind: 'cleanup' } },
    ]);
    const file = join(data, 'answer.json');
    writeFileSync(file, JSON.stringify(evidence));
    const said: string[] = [];
    const key = join(data, 'evidence-public.pem');
    expect(await verifyEvidence([file, '--key', key], (text) => said.push(text))).toBe(0);
    expect(said.join()).toContain('VERIFIED');
    expect(list.results[0]).toMatchObject({ id: drill.id, status: 'DONE', trigger: { ticket: 'OPS-7' } });
    expect(stopped).toMatchObject({ plan: 'nightly-orders', cancelRequestedAt: expect.any(String) });
  });

  test('see a restore that brings back less: SUCCEEDED, not verified, and in evidence so', async () => {
    const [, restore, evidence] = answers.at(-1) ?? [];
    expect(restore).toMatchObject({
      status: 'SUCCEEDED',
      verified: false,
      verification: { code: 'COUNT_DROPPED', detail: expect.stringContaining('identity.users') },
    });
    expect(evidence.results).toMatchObject([
      { envelope: { kind: 'restore', body: { status: 'SUCCEEDED', verified: false } } },
    ]);
  });
});

/** One after the other, each on a line of its own or on several. */
function documents(text: string): unknown[] {
  const found: unknown[] = [];
  let part = '';
  for (const line of text.split('\n')) {
    part += line;
    try {
      if (part.trim() !== '') found.push(JSON.parse(part));
      part = '';
    } catch {
      // It goes on in the next line.
    }
  }
  return found;
}
