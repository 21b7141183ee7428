/** The bundles that Lambda runs: what is in them, how large they are, and that they run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bundle, bundle } from '../../../infra/bundle/bundle.ts';
import { ALONE, ENDPOINT, FUNCTIONS } from '../../bench/functions.ts';

let folder: string;
const bundles = new Map<string, Bundle>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-restore-bundle-'));
  for (const path of FUNCTIONS) bundles.set(path, await bundle(path, join(folder, path)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs in a process of its own, with nothing in its environment but what is given; everything that it prints. */
function run(path: string, script: string, environment: Readonly<Record<string, string>> = {}): string {
  const module = JSON.stringify(join(folder, path, 'index.mjs'));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `const { handler } = await import(${module}); ${script}`],
    { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', ...environment } },
  );
  return stderr + stdout;
}

test.each(FUNCTIONS)('%s weighs at most 900 KB, with all that is loaded later', (path) => {
  expect(bundles.get(path)!.bytes).toBeLessThanOrEqual(900_000);
});

test.each(FUNCTIONS)('%s has a handler', (path) => {
  expect(run(path, 'process.stdout.write(typeof handler)')).toBe('function');
});

test.each(ALONE)('%s brings neither undici nor an SDK', (path) => {
  const { inputs } = bundles.get(path)!;
  expect(inputs.filter((input) => /node_modules\/(undici|@aws-sdk|@smithy)\//.test(input))).toEqual([]);
});

test.each(ALONE)('%s answers', (path) => {
  const event = JSON.stringify({ version: '2.0', rawPath: '/v1/health', headers: {}, requestContext: {} });
  const answer = JSON.parse(run(path, `process.stdout.write(JSON.stringify(await handler(${event}, {})))`));
  expect(answer.statusCode).toBe(200);
});

describe('the bundle of every Atlas operation', () => {
  test('reads without the ledger, the workflows and the logger', () => {
    const { files } = bundles.get(ENDPOINT)!;
    expect(files['index.mjs']).toBeLessThan(350_000);
    const later = Object.keys(files).filter((name) => /^(changes|following-parts|esm)-/.test(name));
    expect(later).toHaveLength(3);
  });

  test('says which variables are missing, by name', () => {
    const script = `await handler({}, {}).catch(({ name, message }) => process.stdout.write(name + ' ' + message));`;
    expect(run(ENDPOINT, script)).toBe(
      'EnvironmentInvalid Environment variables are missing or wrong: ATLAS_BASE_URL, ATLAS_SECRET_ID.',
    );
    const atlas = {
      ATLAS_BASE_URL: 'https://cloud.mongodb.com',
      ATLAS_SECRET_ID: 'x',
      ALLOW_DOWNLOAD: 'true',
    };
    expect(run(ENDPOINT, script, { ...atlas, OPERATION: 'createFlexRestoreJob' })).toBe(
      'EnvironmentInvalid Environment variables are missing or wrong: LEDGER_TABLE, EVENT_BUS_NAME, RESTORE_STATE_MACHINE_ARN, ALLOWED_TARGETS.',
    );
  });

  test('takes its credentials from the environment, and writes its log as JSON lines', () => {
    const environment = {
      OPERATION: 'getCluster',
      ATLAS_BASE_URL: 'http://127.0.0.1:9',
      ATLAS_SECRET_ID: 'atlas',
      ALLOW_DOWNLOAD: 'false',
      AWS_REGION: 'eu-west-1',
      // Nobody listens there: the secret cannot be read, and the log says so.
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_MAX_ATTEMPTS: '1',
      AWS_ACCESS_KEY_ID: 'key-of-the-test',
      AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
    };
    const event = JSON.stringify({
      version: '2.0',
      rawPath: '/api/atlas/v2/groups/6b00000000000000000000a1/clusters/Orders',
      headers: { accept: 'application/vnd.atlas.2024-08-05+json' },
      pathParameters: { groupId: '6b00000000000000000000a1', clusterName: 'Orders' },
      requestContext: { domainName: 'x' },
    });
    const output = run(
      ENDPOINT,
      `const { statusCode } = await handler(${event}, {}); console.log(JSON.stringify({ statusCode }));`,
      environment,
    );
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1).statusCode).toBeGreaterThanOrEqual(500);
    expect(lines[0]).toMatchObject({ level: 'ERROR', service: 'atlas-restore' });
    expect(output).not.toContain('secret-of-the-test');
  });
});
