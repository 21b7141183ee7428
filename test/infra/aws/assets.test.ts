/** What is uploaded for each function is its bundle, within its budget. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, expect, test } from 'vitest';
import { bundleFunctions } from '../../../infra/aws/lambda/bundles.ts';
import { AtlasRestoreStack } from '../../../infra/aws/stack.ts';
import { operations } from '../../../lib/atlas/operations.ts';

const folder = mkdtempSync(join(tmpdir(), 'atlas-restore-assets-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('every function’s asset has its module and at most 900 KB', async () => {
  const app = new App({ outdir: join(folder, 'out') });
  new AtlasRestoreStack(app, { config: {}, bundles: await bundleFunctions(join(folder, 'bundles')) });
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
