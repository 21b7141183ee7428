/** The bundles that Lambda runs: what is in them, how large they are, and that they run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltBundles, bundleFunctions } from '../../../infra/aws/lambda/bundles.ts';
import type { FunctionFile } from '../../../infra/aws/lambda/definitions.ts';
import { FILES } from '../../../infra/aws/lambda/files.ts';
import { AtlasRestoreStack } from '../../../infra/aws/stack.ts';
import { operations } from '../../../lib/atlas/operations.ts';
import { FUNCTIONS } from '../../bench/functions.ts';

const ENDPOINT = 'functions/atlas/endpoint.ts';
/** Ask neither Atlas nor AWS. */
const ALONE = ['functions/api/health.ts', 'functions/api/get-openapi.ts'] as const;

let folder: string;
let bundles: BuiltBundles;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-restore-bundle-'));
  bundles = await bundleFunctions(join(folder, 'bundles'));
  // All functions, one after the other where a machine has one core to spare.
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs in a process of its own, with nothing in its environment but what is given; everything that it prints. */
function run(path: FunctionFile, script: string, environment: Readonly<Record<string, string>> = {}): string {
  const module = JSON.stringify(join(bundles.placeOf(path), 'index.mjs'));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `const { handler } = await import(${module}); ${script}`],
    { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', ...environment } },
  );
  return stderr + stdout;
}

test('every function of the tables is bundled', () => {
  expect([...FILES].sort()).toEqual(FUNCTIONS);
});

/** The official driver of MongoDB is half of it. It waits for no caller, and once a drill. */
const WITH_DRIVER: readonly string[] = ['functions/drill/verify.ts', 'functions/verification/read.ts'];
const mostBytes = (path: string): number => (WITH_DRIVER.includes(path) ? 1_500_000 : 900_000);

test.each(FILES)(
  '%s weighs at most 900 KB (with the driver 1.5 MB), and all that is loaded later',
  (path) => {
    expect(bundles.bundleOf(path).bytes).toBeLessThanOrEqual(mostBytes(path));
  },
);

test('only the functions that read targets bring the driver', () => {
  const bringing = FILES.filter((path) =>
    bundles.bundleOf(path).inputs.some((input) => /node_modules\/mongodb\//.test(input)),
  );
  expect(bringing).toEqual(WITH_DRIVER);
});

test('files beside a function’s code come with it, and leave other assets as they are', () => {
  const stack = new Stack(new App({ outdir: join(folder, 'beside') }), 'beside');
  const of = (text?: string) =>
    bundles.codeOf('functions/drill/report.ts', text === undefined ? undefined : { 'plans.json': text });
  const places = [of('{}'), of('{"a":1}'), of()].map((code, at) => {
    const { s3Location } = code.bind(new Construct(stack, `Code${at}`));
    return join(folder, 'beside', `asset.${s3Location?.objectKey.replace('.zip', '')}`);
  });
  expect(places.map((place) => readdirSync(place).includes('plans.json'))).toEqual([true, true, false]);
  expect(new Set(places).size).toBe(3);
});

test.each(FILES)('%s has a handler', (path) => {
  expect(run(path, 'process.stdout.write(typeof handler)')).toBe('function');
});

test.each(ALONE)('%s brings neither undici nor an SDK', (path) => {
  const { inputs } = bundles.bundleOf(path);
  expect(inputs.filter((input) => /node_modules\/(undici|@aws-sdk|@smithy)\//.test(input))).toEqual([]);
});

test.each(ALONE)('%s answers', (path) => {
  const event = JSON.stringify({ version: '2.0', rawPath: '/v1/health', headers: {}, requestContext: {} });
  const answer = JSON.parse(run(path, `process.stdout.write(JSON.stringify(await handler(${event}, {})))`));
  expect(answer.statusCode).toBe(200);
});

describe('the bundle of every Atlas operation', () => {
  test('reads without the ledger, the workflows and the logger', () => {
    const { files } = bundles.bundleOf(ENDPOINT);
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

test('every function’s asset has its module and at most 900 KB', async () => {
  const app = new App({ outdir: join(folder, 'out') });
  new AtlasRestoreStack(app, { config: {}, bundles });
  const { template } = app.synth().getStackByName('atlas-restore');
  const functions = Object.values<{
    Type: string;
    Properties: { FunctionName: string; Code: { S3Key: string } };
  }>(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  expect(functions.length).toBeGreaterThan(50);
  const keys = new Set(functions.map(({ Properties }) => Properties.Code.S3Key));
  // One bundle for all of Atlas' operations.
  expect(keys.size).toBe(functions.length - Object.keys(operations).length + 1);
  for (const key of keys) {
    const asset = join(folder, 'out', `asset.${key.replace('.zip', '')}`);
    const names = readdirSync(asset);
    expect(names).toContain('index.mjs');
    const bytes = names.reduce((sum, name) => sum + statSync(join(asset, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(900_000);
  }
});
