/**
 * Tests of whole restores that are many at once, are waited out, or are killed and taken up, and of what is bundled and
 * started as a process: minutes together, so that they have a run of their own (`npm run test:long`) and `npm test`
 * stays below two minutes.
 */
export const LONG = [
  'test/clients/atlas-cli.test.ts',
  'test/e2e/audit.test.ts',
  'test/e2e/restart.test.ts',
  'test/e2e/secrets.test.ts',
  'test/e2e/start.test.ts',
  'test/functions/api/coverage-answers.test.ts',
  'test/functions/api/coverage.test.ts',
  'test/functions/api/resume-plan.test.ts',
  'test/functions/api/review-drill.test.ts',
  'test/functions/api/same-target.test.ts',
  'test/functions/atlas/body-agreement.test.ts',
  'test/functions/atlas/create-once.test.ts',
  'test/functions/atlas/hostile.test.ts',
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
  'test/lib/restores/evidence/assure.test.ts',
];
