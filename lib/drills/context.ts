/** What the steps of a drill work with. */
import type { AtlasClient } from '../atlas/client.ts';
import type { DrillLedger } from '../aws/drill-ledger.ts';
import type { Workflows } from '../aws/workflows.ts';
import type { Clock } from '../clock.ts';
import type { EvidenceParts } from '../evidence/append.ts';
import type { Log } from '../log.ts';
import type { RestoreRecord } from '../restores/record.ts';
import type { AllowedTargets } from '../restores/target-guard.ts';
import type { DrillsConfig } from './plans/plan.ts';

export interface DrillContext {
  readonly drillLedger: DrillLedger;
  readonly drills: DrillsConfig;
  readonly clock: Clock;
  readonly log: Log;
}

/** As the credential that reads production: sources and their snapshots. */
export interface ReaderPart {
  readonly atlas: AtlasClient;
}

/** As the credential of the drill project: what drills make, and take away. */
export interface OwnerPart {
  readonly owner: Owner;
}

export interface Owner {
  readonly atlas: AtlasClient;
  /** Of the temporary user: made of the drill owner's own secret, so that it is stored nowhere. */
  passwordOf(drillId: string): Promise<string>;
}

export interface GuardPart {
  readonly allowedTargets: AllowedTargets;
}

/** Where the nested restore is looked up. */
export interface RestoresPart {
  readonly ledger: { getRestore(id: string): Promise<RestoreRecord | undefined> };
}

export interface EvidencePart {
  readonly evidence: EvidenceParts;
}

export interface DrillWorkflowsPart {
  readonly drillWorkflows: Workflows;
}
