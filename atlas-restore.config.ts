/** What is deployed. Every field is documented, with its default, in infra/aws/config/config.ts and docs/deploy.md. */
import { defineConfig } from './infra/aws/config/config.ts';

export default defineConfig({
  // Nothing may be overwritten until it is listed here, for example:
  // { projectId: '0123456789abcdef01234567', name: 'restore-test-*', disposable: true }
  allowedTargets: [],
});
