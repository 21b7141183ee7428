/**
 * A restore whose caller waits for Atlas' job: the steps of create once, run here and not by the workflow, which takes
 * over at its check. Whatever is not known in time goes on in the workflow, and the caller is told so.
 */
import type { AtlasAnswer } from '../atlas/client.ts';
import { AtlasError } from '../atlas/errors.ts';
import type { Workflows } from '../aws/workflows.ts';
import { logAbout } from '../log.ts';
import type { RestoreContext } from './context.ts';
import { CreateOutcomeUnknown } from './create-outcome-unknown.ts';
import { type Driven, driveCreate, watchCreate } from './drive-create.ts';
import type { CollectionOrder } from './families/family.ts';
import { findDeployment } from './families.ts';
import { handOver } from './hand-over.ts';
import { claimIdentity, findRepeated, type Identity } from './identity.ts';
import { logAccepted } from './log-restore.ts';
import { reserveTarget } from './new-record.ts';
import { isActive, type RestoreRecord } from './record.ts';
import { RestoreRefused, refuse } from './refusal.ts';
import { hashRequest, type RestoreRequest } from './request.ts';

export interface WantedNow {
  /** With the family of its source. The target guard has let it pass. */
  readonly request: RestoreRequest;
  readonly collections?: CollectionOrder;
  readonly caller: string;
  readonly idempotencyKey?: string;
}

export interface CreatedNow {
  /** Has its job. */
  readonly record: RestoreRecord;
  /** What Atlas said to the POST; absent when the job was made before, or found in Atlas' list. */
  readonly answer?: AtlasAnswer<unknown>;
}

export type CreateContext = RestoreContext & { readonly workflows: Workflows };

/** API Gateway waits 30 s; what comes after the create reads one job. Create once says 20. */
export const CREATE_TIME_MS = 20_000;

/**
 * @throws {AtlasError} what Atlas has against it; nothing was made
 * @throws {RestoreRefused} what is against it here; nothing was made
 * @throws {CreateOutcomeUnknown}
 */
export async function createNow(context: CreateContext, wanted: WantedNow): Promise<CreatedNow> {
  const endsAt = context.clock.now().getTime() + context.clock.limit(CREATE_TIME_MS).ms;
  const identity = identityOf(wanted);
  const before = await findRepeated(context, identity);
  if (before === undefined || isUntouched(before)) return begin(context, wanted, identity, endsAt, before);
  return goOn(context, before, endsAt);
}

function identityOf({ request, collections, caller, idempotencyKey }: WantedNow): Identity {
  const requestHash = hashRequest(request, collections);
  return {
    caller,
    requestHash,
    again: false,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

/** It ended before Atlas or the workflow had anything of it: asking again is asking for the first time. */
const isUntouched = ({ status, withoutWorkflow }: RestoreRecord): boolean =>
  status === 'REFUSED' && withoutWorkflow === true;

async function begin(
  context: CreateContext,
  wanted: WantedNow,
  identity: Identity,
  endsAt: number,
  before: RestoreRecord | undefined,
): Promise<CreatedNow> {
  const unidentified = await newRecordOf(context, wanted, identity);
  const { id, joins } = await claimIdentity(context, identity);
  if (joins !== undefined) return goOn(context, joins, endsAt);
  const record = { ...unidentified, id };
  await reserveTarget(context, record);
  const written = await write(context, record, before);
  logAccepted(context.log, written);
  return goOn(context, written, endsAt);
}

async function write(
  { ledger }: CreateContext,
  record: RestoreRecord,
  before: RestoreRecord | undefined,
): Promise<RestoreRecord> {
  if (before === undefined || before.id !== record.id) return (await ledger.createRestore(record)).record;
  const timeline = [...before.timeline, ...record.timeline];
  // Its first end stays in evidence, or is owed to it.
  const { pendingEvidence, provenEnds } = before;
  return ledger.saveRestore({
    ...record,
    version: before.version,
    timeline,
    ...(pendingEvidence && { pendingEvidence }),
    ...(provenEnds && { provenEnds }),
  });
}

async function newRecordOf(
  { atlas, clock, policy }: CreateContext,
  { request, collections, caller }: WantedNow,
  { requestHash }: Identity,
): Promise<RestoreRecord> {
  const { source, snapshot, target } = request;
  if (source.family === undefined) throw new TypeError('An Atlas-shaped path tells the family.');
  const found = target && (await findDeployment(atlas, target));
  const at = clock.now().toISOString();
  return {
    id: '',
    version: 0,
    status: 'QUEUED',
    request,
    ...(collections && { collections }),
    requestHash,
    withoutWorkflow: true,
    requestedBy: caller,
    source: { projectId: source.projectId, family: source.family, name: source.name },
    ...(target &&
      found && {
        target: {
          ...target,
          family: found.family,
          ...(found.id !== undefined && { id: found.id }),
          ...(found.size !== undefined && { size: found.size }),
        },
      }),
    ...(typeof snapshot === 'string' && { snapshot: { id: snapshot } }),
    createdAt: at,
    timeline: [{ at, status: 'QUEUED' }],
    pendingEvents: ['QUEUED'],
    ...(policy.restoreEvidence && { inEvidence: true }),
  };
}

/** From whatever its record says to a restore that has its job. */
async function goOn(context: CreateContext, record: RestoreRecord, endsAt: number): Promise<CreatedNow> {
  if (record.atlasJobId !== undefined) {
    if (isActive(record.status)) await handOverIfPossible(context, record);
    return { record };
  }
  if (!isActive(record.status)) return ended(record);
  try {
    const { answer, failure } = await makeOrWait(context, record, endsAt);
    const driven = (await context.ledger.getRestore(record.id)) ?? record;
    if (driven.atlasJobId === undefined && !isActive(driven.status)) {
      if (failure !== undefined) throw failure;
      return ended(driven);
    }
    await handOverIfPossible(context, driven);
    if (driven.atlasJobId === undefined) throw new CreateOutcomeUnknown(record.id);
    return { record: driven, ...(answer && { answer }) };
  } catch (error) {
    if (TOLD.some((kind) => error instanceof kind)) throw error;
    // Nothing is sure then, not even that nothing was posted: the workflow goes on with what the ledger says.
    const { name, message } = error instanceof Error ? error : new Error('no error');
    context.log.error('create interrupted', { restoreId: record.id, error: name, detail: message });
    await handOverIfPossible(context, record);
    throw new CreateOutcomeUnknown(record.id);
  }
}

const TOLD = [AtlasError, RestoreRefused, CreateOutcomeUnknown];

async function makeOrWait(context: CreateContext, record: RestoreRecord, endsAt: number): Promise<Driven> {
  if (record.withoutWorkflow)
    return logAbout({ restoreId: record.id }, () => driveCreate(context, record.id, endsAt));
  await watchCreate(context, record.id, endsAt);
  return {};
}

function ended({ id, status, reason, jobMayRun }: RestoreRecord): never {
  if (jobMayRun === true) throw new CreateOutcomeUnknown(id);
  return refuse({
    code: reason?.code ?? 'RESTORE_ENDED',
    field: 'id',
    detail: `Restore ${id} has ended without a job: ${status}. ${reason?.detail ?? ''}`.trimEnd(),
    status: 409,
  });
}

/** The answer does not wait for it: what cannot be handed over now is found active and without an execution later. */
async function handOverIfPossible(context: CreateContext, record: RestoreRecord): Promise<void> {
  try {
    await handOver(context, record);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error('no error');
    context.log.error('workflow not started', { restoreId: record.id, error: name, detail: message });
  }
}
