/**
 * `cdk synth` and its like run this: bundles the functions, builds the stack, has cdk-nag look at it. Another
 * configuration than `atlas-restore.config.ts` is named with `-c config=FILE`.
 */
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { type AtlasRestoreConfigInput, ConfigInvalid, readConfig } from './config/config.ts';
import { bundleFunctions } from './lambda/bundles.ts';
import { withNag } from './nag.ts';
import { AtlasRestoreStack } from './stack.ts';

const BUNDLES = fileURLToPath(new URL('../../.bundles', import.meta.url));

try {
  const app = new App();
  const file = resolve(String(app.node.tryGetContext('config') ?? 'atlas-restore.config.ts'));
  const { default: config } = (await import(pathToFileURL(file).href)) as {
    default: AtlasRestoreConfigInput;
  };
  readConfig(config);
  new AtlasRestoreStack(app, { config, bundles: await bundleFunctions(BUNDLES) });
  withNag(app);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigInvalid)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
