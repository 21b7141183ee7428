/**
 * An Atlas-shaped create of a restore: checked and guarded here, made once, and followed by the workflow like every
 * other restore (docs: create once).
 */
import type { AtlasAnswer } from '../../atlas/client.ts';
import type { AnswerOf, Family } from '../../atlas/operations.ts';
import { deploymentName } from '../../atlas/schemas/common.ts';
import { createNow } from '../../restores/create-now.ts';
import { jobsOf } from '../../restores/families.ts';
import type { RestoreRecord } from '../../restores/record.ts';
import { RestoreRefused, refuse } from '../../restores/refusal.ts';
import { guardDisposable } from '../../restores/target-guard.ts';
import type { Services } from '../../services/services.ts';
import type { CheckedCall } from '../call-check.ts';
import type { Endpoint } from '../endpoint.ts';
import type { EndpointAnswer } from '../legacy.ts';
import { jobInOldWords } from '../legacy.ts';
import { refusal } from '../refusal.ts';
import type { OnSuccessor } from '../successor.ts';
import { familyNow } from './family-now.ts';
import { type CreateOrder, orderFrom } from './order.ts';

export interface CreateCall {
  readonly call: CheckedCall;
  /** As its row's schema gives it. */
  readonly body: object;
  readonly caller: string;
  readonly idempotencyKey?: string;
  readonly onSuccessor: OnSuccessor;
}

export interface CreateAnswer extends EndpointAnswer {
  /** Of the restore that follows the job. */
  readonly restoreId: string;
}

/** A read before the create: several of them, and the create itself, must fit into the time of one answer. */
const READ_MS = 5_000;

/**
 * @throws {EndpointRefusal} @throws {RestoreRefused} nothing was sent
 * @throws {AtlasError} Atlas refused; nothing was made
 * @throws {CreateOutcomeUnknown}
 */
export async function createRestore(endpoint: Endpoint, asked: CreateCall): Promise<CreateAnswer> {
  const { row, services } = endpoint;
  const order = orderFrom(row, asked.call, asked.body);
  const { clock, log, policy } = services;
  const following = { ...(await services.following()), clock, log, policy };
  guard(following, order);
  const atlas = services.atlas.limitedTo({ attemptMs: READ_MS, totalMs: READ_MS });
  const family = await familyNow({ ...endpoint, services: { ...services, atlas } }, order.request, asked);
  const { request, collections } = order;
  const { record, answer } = await createNow(
    { ...following, atlas },
    {
      request: { ...request, source: { ...request.source, family } },
      ...(collections && { collections }),
      caller: asked.caller,
      ...(asked.idempotencyKey !== undefined && { idempotencyKey: asked.idempotencyKey }),
    },
  );
  const { atlasJobId = '', source } = record;
  const said = answer ?? (await jobsOf(record).jobAnswer(atlas, source, atlasJobId));
  return { ...inTheRowsWords(endpoint, asked.call, record, said), restoreId: record.id };
}

/** Before Atlas is asked anything: not even whether the target is there. */
function guard({ allowedTargets, policy }: Services<'guard' | 'policy'>, { request }: CreateOrder): void {
  const [first, ...rest] = guardDisposable(allowedTargets, request);
  if (first !== undefined) throw new RestoreRefused([first, ...rest]);
  const { target, delivery } = request;
  if (delivery === 'download' && !policy.allowDownload) {
    const detail = 'This deployment does not allow downloads.';
    refuse({ code: 'DOWNLOAD_NOT_ALLOWED', field: 'deliveryType', detail, status: 403 });
  }
  // Paths and bodies take names that no deployment can have, and the ledger has no keys for.
  for (const place of [request.source, target])
    if (place !== undefined && !isName(place.name))
      throw refusal('CLUSTER_NOT_FOUND', place.name.slice(0, LONGEST_NAME), place.projectId);
}

/** Atlas gives no longer ones. */
const LONGEST_NAME = 64;

const isName = (name: string): boolean =>
  deploymentName.safeParse(name).success && name.length <= LONGEST_NAME;

function inTheRowsWords(
  { row, services }: Endpoint,
  call: CheckedCall,
  { source }: RestoreRecord,
  said: AtlasAnswer<unknown>,
): EndpointAnswer {
  // A create has one success, also where the answer is that of a later look.
  const answer = { ...said, status: row.success };
  if (isSucceededByFlex(row.family) && source.family === 'flex') {
    const text = jobInOldWords(row, call, said.data as AnswerOf<'getFlexRestoreJob'>, services.clock.now());
    return { ...answer, text };
  }
  // M2/M5 jobs are made under v1.0, also for who asks under v2.
  const isV2 = row.family === 'tenant' && row.versions.length > 0;
  return isV2 ? { ...answer, text: said.text.replaceAll('/api/atlas/v1.0/', '/api/atlas/v2/') } : answer;
}

const isSucceededByFlex = (family: Family) => family === 'serverless' || family === 'tenant';
