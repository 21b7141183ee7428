/** First step: a way in to the target, as the restorer, and what should be in it. Written down before it is made. */
import type { AtlasClient } from '../../atlas/client.ts';
import type { AtlasError } from '../../atlas/errors.ts';
import type { DrillLedger } from '../../aws/drill-ledger.ts';
import type { DrillsConfig } from '../../drills/plans/plan.ts';
import { namespacesOf } from '../../drills/snapshot-namespaces.ts';
import { entriesFor, isAboutRoles, letIn, makeReadingUser } from '../../drills/target/access.ts';
import { addressOf, type ReadTarget } from '../../drills/target/read-target.ts';
import { userNameOf } from '../../drills/target/target-name.ts';
import {
  endEarly,
  isOutOfTime,
  note,
  OUT_OF_TIME,
  step,
  type VerificationContext,
  type VerificationStep,
  type Verifying,
  verifying,
} from './step.ts';
import { lookAtTarget } from './target-changed.ts';
import type { VerificationAccess, Why } from './verification.ts';

export type OpenContext = VerificationContext & {
  /** As the restorer, which must be let make users in the target's project. */
  readonly atlas: AtlasClient;
  readonly drillLedger: Pick<DrillLedger, 'saveExpected'>;
  readonly drills: DrillsConfig;
  readonly owner: { passwordOf(id: string): Promise<string> };
};

/** Atlas says up to a minute. */
const LOOK_AGAIN_SECONDS = 10;
const MINUTE_MS = 60_000;
/** Of reading, where nobody has said how long; the configuration's default. */
const LONGEST_MINUTES = 60;
/** After the last read: whoever was cut off between reading and taking away is made up for by Atlas. */
const LEFT_OPEN_MS = 30 * MINUTE_MS;

export async function openVerification(context: OpenContext, id: string): Promise<VerificationStep> {
  const record = await verifying(context, id);
  if (record === undefined) return step(id, 'DONE');
  const { verification } = record;
  if (verification.early || verification.checks) return step(id, 'CLOSE');
  if (isOutOfTime(context, record)) return endEarly(context, record, OUT_OF_TIME);
  try {
    return await open(context, record);
  } catch (error) {
    // A secret that is being rotated has an error of its own name, for which the state machine tries the step again.
    if (isAboutRoles(error)) return endEarly(context, record, accessRefused(error));
    throw error;
  }
}

/** An execution that takes it up: by then the target may be at another address. */
async function goOn(context: OpenContext, record: Verifying, fresh?: ReadTarget): Promise<VerificationStep> {
  const { network = context.drills.network } = context.drills.verifyRestores ?? {};
  const uri = fresh && addressOf(fresh, network);
  if (uri !== undefined && uri !== record.verification.uri) await note(context, record, { uri });
  return step(record.id, 'READ');
}

const accessRefused = ({ errorCode }: AtlasError): Why => ({
  code: 'ACCESS_REFUSED',
  detail: `Atlas does not let the restorer make a user in the target's project, and says ${errorCode}: its data was not read.`,
});

async function open(context: OpenContext, record: Verifying): Promise<VerificationStep> {
  const { atlas, owner, drills } = context;
  const { id, target } = record;
  const { changed, fresh } = await lookAtTarget(context, record);
  if (changed) return endEarly(context, record, changed);
  if (record.verification.uri !== undefined) return goOn(context, record, fresh);
  await expect(context, record);
  const network = drills.verifyRestores?.network ?? drills.network;
  const access = record.verification.access ?? (await intend(context, record));
  const intended = record.verification.access ? record : await note(context, record, { access });
  await makeReadingUser(atlas, target.projectId, {
    username: access.username,
    password: await owner.passwordOf(id),
    cluster: target.name,
    until: access.until,
    description: `Verifies restore ${id}`,
  });
  const uri = fresh && addressOf(fresh, network);
  if (uri === undefined || !(await letIn(atlas, target.projectId, access)))
    return step(id, 'OPEN', LOOK_AGAIN_SECONDS);
  const { verifyMinutes = LONGEST_MINUTES } = drills.verifyRestores ?? {};
  const endsBy = new Date(context.clock.now().getTime() + verifyMinutes * MINUTE_MS).toISOString();
  await note(context, intended, { uri, endsBy });
  return step(id, 'READ');
}

/** What Atlas says is in the snapshot; of a point in time nobody says it. */
async function expect(context: OpenContext, record: Verifying): Promise<void> {
  const { source, snapshot, request } = record;
  const isOfMoment = typeof request.snapshot === 'object' && !('before' in request.snapshot);
  if (snapshot === undefined || isOfMoment || source.family !== 'cluster') return;
  const namespaces = await namespacesOf(context, source, snapshot.id);
  await context.drillLedger.saveExpected(record.id, namespaces, context.clock.now());
}

async function intend(
  { atlas, drills }: OpenContext,
  { id, target, verification }: Verifying,
): Promise<VerificationAccess> {
  const { network = drills.network, verifyMinutes = LONGEST_MINUTES } = drills.verifyRestores ?? {};
  const readMs = Date.parse(verification.endsBy) + verifyMinutes * MINUTE_MS;
  return {
    username: userNameOf(id),
    until: new Date(readMs + LEFT_OPEN_MS).toISOString(),
    entries: await entriesFor(atlas, target.projectId, network),
  };
}
