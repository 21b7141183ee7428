/**
 * Tests of whole restores that are many at once, are waited out, or are killed and taken up, of what is bundled and
 * started as a process, and of all that a document or a stack says: minutes together, so that they have a run of their
 * own (`npm run test:long`) and `npm test` stays about two minutes on two cores.
 */
export const LONG = [
  'test/clients/atlas-cli.test.ts',
  'test/e2e/audit.test.ts',
  'test/e2e/restart.test.ts',
  'test/e2e/secrets.test.ts',
  'test/e2e/start.test.ts',
  'test/functions/api/coverage-answers.test.ts',
  'test/functions/api/coverage.test.ts',
  'test/functions/api/openapi.test.ts',
  'test/functions/api/resume-plan.test.ts',
  'test/functions/api/review-drill.test.ts',
  'test/functions/api/same-target.test.ts',
  'test/functions/atlas/body-agreement.test.ts',
  'test/functions/atlas/create-once.test.ts',
  'test/functions/atlas/hostile.test.ts',
  'test/functions/atlas/legacy-creates.test.ts',
  'test/infra/aws/nag.test.ts',
  'test/infra/bundle/bundle.test.ts',
  'test/infra/workflows/drill-attacks.test.ts',
  'test/infra/workflows/drill-costs.test.ts',
  'test/infra/workflows/drill.test.ts',
  'test/infra/workflows/fleet.test.ts',
  'test/infra/workflows/verification-failures.test.ts',
  'test/infra/workflows/verification.test.ts',
  'test/infra/workflows/waiting.test.ts',
  'test/lib/coverage/organization.test.ts',
  'test/lib/drills/target/races.test.ts',
  'test/lib/reports/agreement.test.ts',
  'test/lib/reports/close-day.test.ts',
  'test/lib/reports/year.test.ts',
  'test/lib/restores/cancel-anywhere.test.ts',
  'test/lib/restores/create-once-crashes.test.ts',
  'test/lib/restores/evidence/assure.test.ts',
];
