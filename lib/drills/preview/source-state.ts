/** What Atlas says of a source before a drill, and why it cannot be drilled: by the codes of the drill's own first step. */
import type { AtlasClient } from '../../atlas/client.ts';
import { AtlasError, AtlasUnavailable } from '../../atlas/errors.ts';
import { AtlasRequestInvalid } from '../../atlas/request.ts';
import type { DeploymentFacts, Place, Snapshot } from '../../restores/families/family.ts';
import { families, findDeployment } from '../../restores/families.ts';
import { sourceKey } from '../places.ts';
import type { Finding } from '../record.ts';

export interface SourceState {
  readonly facts?: DeploymentFacts;
  readonly snapshots: readonly Snapshot[];
  /** Absent: it can be drilled. */
  readonly refusal?: Finding;
}

/** Throws `AtlasUnavailable`. */
export async function readSource(atlas: AtlasClient, source: Place): Promise<SourceState> {
  const name = sourceKey(source);
  const refused = (code: string, detail: string, facts?: DeploymentFacts): SourceState => ({
    ...(facts && { facts }),
    snapshots: [],
    refusal: { code, detail },
  });
  try {
    const facts = await findDeployment(atlas, source);
    if (facts.family !== 'cluster' && facts.family !== 'flex')
      return refused(
        'SOURCE_NOT_DRILLED',
        `${name} is a ${facts.family} deployment: dedicated and Flex ones are drilled.`,
        facts,
      );
    if (!facts.backups) return refused('NO_BACKUPS', `${name} keeps no backups.`, facts);
    const snapshots: Snapshot[] = [];
    for await (const one of families[facts.family].snapshots(atlas, source, facts.sharded))
      snapshots.push(one);
    return { facts, snapshots };
  } catch (error) {
    if (error instanceof AtlasUnavailable) throw error;
    if (error instanceof AtlasError)
      return refused('SOURCE_NOT_READ', `${name} cannot be read: Atlas says ${error.errorCode}.`);
    if (error instanceof AtlasRequestInvalid)
      return refused('SOURCE_NOT_FOUND', `The plan names no deployment that there is: ${name}.`);
    throw error;
  }
}
