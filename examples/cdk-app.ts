/**
 * The service inside a CDK app of yours, as one construct.
 *
 * npx cdk synth --app "node examples/cdk-app.ts"
 */
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { AtlasRestore } from '../infra/aws/atlas-restore.ts';
import { bundleFunctions, type FunctionBundles } from '../infra/aws/lambda/bundles.ts';

export function platformApp(bundles: FunctionBundles): App {
  const app = new App();
  const stack = new Stack(app, 'platform');
  new AtlasRestore(stack, 'Restores', {
    bundles,
    config: {
      name: 'platform-restores',
      allowedTargets: [{ projectId: '0123456789abcdef01234567', name: 'restore-test-*', disposable: true }],
      tags: { team: 'platform' },
    },
  });
  return app;
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL('../.bundles', import.meta.url));
  platformApp(await bundleFunctions(folder)).synth();
}
