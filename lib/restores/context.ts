/** What the steps of a restore work with. Each function builds it once; tests and the local host build their own. */
import type { AtlasClient } from '../atlas/client.ts';
import type { Ledger } from '../aws/ledger.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RequestPolicy } from './request-rules.ts';
import type { AllowedTargets } from './target-guard.ts';

export interface LedgerContext {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RestoreContext extends LedgerContext {
  readonly atlas: AtlasClient;
  readonly allowedTargets: AllowedTargets;
  /** Where drills make their targets; absent where there are none. */
  readonly drillProjectId?: string | undefined;
  readonly policy: RequestPolicy;
}
