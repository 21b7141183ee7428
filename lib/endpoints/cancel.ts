/** `DELETE` of a restore job: Atlas' answer as it comes, a lost one looked for, and the restore behind it told. */
import type { AtlasAnswer } from '../atlas/client.ts';
import { AtlasError, AtlasOutcomeUnknown } from '../atlas/errors.ts';
import { families } from '../restores/families.ts';
import { noteCancel } from '../restores/note-cancel.ts';
import type { CheckedCall } from './call-check.ts';
import { askAtlas, type Endpoint } from './endpoint.ts';
import type { EndpointAnswer } from './legacy.ts';

/** @throws what the client throws */
export async function cancelJob(endpoint: Endpoint, call: CheckedCall): Promise<EndpointAnswer> {
  const answer = await cancelled(endpoint, call);
  const { clock, log, following } = endpoint.services;
  const { groupId: projectId = '', clusterName: name = '', restoreJobId = '' } = call.path;
  try {
    await noteCancel(
      { ...(await following()), clock, log },
      { projectId, name, family: endpoint.row.family },
      restoreJobId,
    );
  } catch (error) {
    // Atlas has done it, and the restore's next check sees it too.
    log.warn('cancel not noted', { jobId: restoreJobId, error: error instanceof Error ? error.name : '' });
  }
  return answer;
}

async function cancelled(endpoint: Endpoint, call: CheckedCall): Promise<EndpointAnswer> {
  const { row, services } = endpoint;
  try {
    return await askAtlas(endpoint, call, row.versions.at(-1));
  } catch (error) {
    if (error instanceof AtlasOutcomeUnknown && (await isCancelled(endpoint, call)))
      return { status: row.success, text: '', headers: {} } satisfies Partial<AtlasAnswer<unknown>>;
    services.log.warn('cancel not confirmed', { error: error instanceof Error ? error.name : '' });
    throw error;
  }
}

async function isCancelled({ row, services }: Endpoint, { path }: CheckedCall): Promise<boolean> {
  const { groupId: projectId = '', clusterName: name = '', restoreJobId = '' } = path;
  try {
    const now = services.clock.now();
    const job = await families[row.family].job(services.atlas, { projectId, name }, restoreJobId, now);
    return job.state.status === 'CANCELLED';
  } catch (error) {
    if (error instanceof AtlasError) return false;
    throw error;
  }
}
