/** cdk-nag's AwsSolutions and Serverless packs: nothing that is not acknowledged, and what is has a reason. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, test, vi } from 'vitest';
import type { AtlasRestoreConfigInput } from '../../../infra/aws/config/config.ts';
import { withNag } from '../../../infra/aws/nag.ts';
import { AtlasRestoreStack } from '../../../infra/aws/stack.ts';
import { DRILLS, VPC } from './drills-config.ts';
import { noBundles } from './template.ts';

/** What the packs have against an app, by their rules. */
function findings(build: (app: App) => void): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'atlas-restore-nag-'));
  // The report is printed too.
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const app = new App({ outdir });
    build(app);
    withNag(app);
    app.synth();
    return [];
  } catch {
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
    return report.pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
  } finally {
    printed.mockRestore();
    rmSync(outdir, { recursive: true });
  }
}

interface Report {
  readonly pluginReports: readonly { readonly violations: readonly { readonly ruleName: string }[] }[];
}

/** The first one loads both packs and compiles what they are made of: half a minute on a busy machine. */
const LOADING_MS = 120_000;

describe('the app', () => {
  test.each<[string, AtlasRestoreConfigInput]>([
    ['as it is shipped', {}],
    [
      'with drills',
      {
        drills: {
          ...DRILLS,
          verifyRestores: {},
          evidence: { checkpoints: { bucket: 'elsewhere', account: '111122223333' } },
        },
      },
    ],
    [
      'with every option',
      {
        customerManagedKey: true,
        vpc: VPC,
        drills: DRILLS,
        atlas: { restorerSecret: { create: true, rotateEveryDays: 30 } },
        authorization: {
          type: 'jwt',
          issuer: 'https://login.example.com',
          audience: ['a'],
          tokenEndpoint: 'https://login.example.com/token',
        },
      },
    ],
  ])(
    '%s has no finding',
    (_, config) => {
      expect(findings((app) => new AtlasRestoreStack(app, { config, bundles: noBundles }))).toEqual([]);
    },
    LOADING_MS,
  );

  test('with a queue more would have', () => {
    expect(findings((app) => new Queue(new Stack(app, 'more'), 'Queue'))).toContain('AwsSolutions-SQS4');
  });
});
