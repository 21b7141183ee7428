/** What each function wants of its environment, by the parts that its definition names: one missing does not compile. */
import type * as z from 'zod/mini';
import type { FunctionDefinition } from '../../../lib/lambda.ts';
import type { announcing } from '../../../lib/services/announcing.ts';
import type { atlas } from '../../../lib/services/atlas.ts';
import type { endpoint } from '../../../lib/services/endpoint.ts';
import type { followingEnvironment } from '../../../lib/services/following.ts';
import type { guard } from '../../../lib/services/guard.ts';
import type { issuer } from '../../../lib/services/issuer.ts';
import type { ledger } from '../../../lib/services/ledger.ts';
import type { policy } from '../../../lib/services/policy.ts';
import type { Need } from '../../../lib/services/services.ts';
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
