/** What Atlas says of a source, or why it cannot be drilled. */
import type { AtlasClient } from '../atlas/client.ts';
import { AtlasError, AtlasUnavailable } from '../atlas/errors.ts';
import type { Family } from '../atlas/operations.ts';
import { AtlasRequestInvalid } from '../atlas/request.ts';
import type { DeploymentFacts, Place } from '../restores/families/family.ts';
import { findDeployment } from '../restores/families.ts';
import { isOurs } from '../restores/lookup.ts';
import { sourceKey } from './places.ts';
import type { Finding, Verdict } from './record.ts';

export interface SourceRefused extends Finding {
  readonly verdict: Verdict;
  /** Where Atlas told of it. */
  readonly facts?: DeploymentFacts;
}

export type DrillableFacts = DeploymentFacts & { readonly family: 'cluster' | 'flex' };

/** Throws `AtlasUnavailable`, and `AtlasError` where this service itself is not let in: those are asked again. */
export async function sourceFacts(
  atlas: AtlasClient,
  source: Place & { readonly family?: Family },
): Promise<DrillableFacts | SourceRefused> {
  const name = sourceKey(source);
  try {
    const facts = await findDeployment(atlas, source, source.family);
    const { family, backups } = facts;
    if (family !== 'cluster' && family !== 'flex') {
      const detail = `${name} is a ${family} deployment: dedicated and Flex ones are drilled.`;
      return { verdict: 'INCONCLUSIVE', code: 'SOURCE_NOT_DRILLED', detail, facts };
    }
    if (!backups)
      return { verdict: 'FAILED', code: 'NO_BACKUPS', detail: `${name} keeps no backups.`, facts };
    return { ...facts, family };
  } catch (error) {
    if (error instanceof AtlasUnavailable) throw error;
    if (error instanceof AtlasError) {
      // A secret that is being rotated: it says nothing of the source.
      if (isOurs(error)) throw error;
      const detail = `${name} cannot be read: Atlas says ${error.errorCode}.`;
      return { verdict: 'INCONCLUSIVE', code: 'SOURCE_NOT_READ', detail };
    }
    if (!(error instanceof AtlasRequestInvalid)) throw error;
    const detail = `The plan names no deployment that there is: ${name}.`;
    return { verdict: 'INCONCLUSIVE', code: 'SOURCE_NOT_FOUND', detail };
  }
}
