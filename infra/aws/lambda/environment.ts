/** What each function wants of its environment, by the parts that its definition names: one missing does not compile. */
import type * as z from 'zod/mini';
import type { FunctionDefinition } from '../../../lib/lambda.ts';
import type { announcing } from '../../../lib/services/announcing.ts';
import type { atlas } from '../../../lib/services/atlas.ts';
import type { checkpoints } from '../../../lib/services/checkpoints.ts';
import type { coverageLedger } from '../../../lib/services/coverage-ledger.ts';
import type { drillLedger } from '../../../lib/services/drill-ledger.ts';
import type { drillWorkflows } from '../../../lib/services/drill-workflows.ts';
import type { endpoint } from '../../../lib/services/endpoint.ts';
import type { evidence } from '../../../lib/services/evidence.ts';
import type { followingEnvironment } from '../../../lib/services/following.ts';
import type { guard } from '../../../lib/services/guard.ts';
import type { issuer } from '../../../lib/services/issuer.ts';
import type { ledger } from '../../../lib/services/ledger.ts';
import type { owner } from '../../../lib/services/owner.ts';
import type { password } from '../../../lib/services/password.ts';
import type { plans } from '../../../lib/services/plans.ts';
import type { policy } from '../../../lib/services/policy.ts';
import type { restorer } from '../../../lib/services/restorer.ts';
import type { Need } from '../../../lib/services/services.ts';
import type { surroundings } from '../../../lib/services/surroundings.ts';
import type { targetAuthority } from '../../../lib/services/target-authority.ts';
import type { verificationWorkflows } from '../../../lib/services/verification-workflows.ts';
import type { workflows } from '../../../lib/services/workflows.ts';

interface OfPart {
  readonly announcing: z.input<(typeof announcing)['environment']>;
  readonly atlas: z.input<(typeof atlas)['environment']>;
  readonly endpoint: z.input<(typeof endpoint)['environment']>;
  readonly guard: z.input<(typeof guard)['environment']>;
  readonly issuer: z.input<(typeof issuer)['environment']>;
  readonly ledger: z.input<(typeof ledger)['environment']>;
  readonly policy: z.input<(typeof policy)['environment']>;
  readonly workflows: z.input<(typeof workflows)['environment']>;
  readonly checkpoints: z.input<(typeof checkpoints)['environment']>;
  readonly coverageLedger: z.input<(typeof coverageLedger)['environment']>;
  readonly drillLedger: z.input<(typeof drillLedger)['environment']>;
  readonly drillWorkflows: z.input<(typeof drillWorkflows)['environment']>;
  readonly evidence: z.input<(typeof evidence)['environment']>;
  readonly owner: z.input<(typeof owner)['environment']>;
  readonly password: z.input<(typeof password)['environment']>;
  readonly plans: z.input<(typeof plans)['environment']>;
  readonly surroundings: z.input<(typeof surroundings)['environment']>;
  readonly targetAuthority: z.input<(typeof targetAuthority)['environment']>;
  readonly restorer: z.input<(typeof restorer)['environment']>;
  readonly verificationWorkflows: z.input<(typeof verificationWorkflows)['environment']>;
  /** Of a function that follows restores; one that only reads does without. */
  readonly following: Partial<z.input<typeof followingEnvironment>>;
}

export type Following = z.input<typeof followingEnvironment>;

type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
type OfNeeds<Needs extends Need> = [Needs] extends [never] ? unknown : Together<OfPart[Needs]>;

/** Variables of a function, by its definition. */
export type EnvironmentOf<Definition> =
  Definition extends FunctionDefinition<infer Needs> ? OfNeeds<Needs> : never;
