/**
 * First step: makes sure that there is a record and that its restore may begin. An execution that another workflow
 * started has no record yet and gets one; any other was accepted by the API, and is planned again with the snapshot
 * and the target that were promised then.
 */
import { drillOfRestore } from '../../drills/target/target-name.ts';
import { allowedFor } from '../allowed-for.ts';
import type { RestoreContext } from '../context.ts';
import { logAccepted } from '../log-restore.ts';
import { newRecord } from '../new-record.ts';
import { PARENT } from '../parent.ts';
import { planRestore as plan } from '../plan.ts';
import { isActive, type RestoreRecord } from '../record.ts';
import { RestoreRefused } from '../refusal.ts';
import { canonicalJson, hashRequest, parseRequest, type RestoreRequest } from '../request.ts';
import { resumedId } from '../resumed-id.ts';
import { isSafe } from '../safety-snapshot.ts';
import { executionInput } from '../start-workflow.ts';
import { reserveOrStandInLine } from '../wait-in-line.ts';
import { check, create, end, refused, type Step, snapshot } from './step.ts';
import { inLine, turnOf } from './turn.ts';

export interface PlanStepInput {
  /** Name of the execution. */
  readonly id: string;
  /** ARN of the execution, kept as who asked when there is no caller. */
  readonly execution: string;
  /** Input of the execution: what the API takes as body. */
  readonly request: unknown;
}

export async function planStep(context: RestoreContext, given: PlanStepInput): Promise<Step> {
  const input = withoutParent(given);
  const resumed = resumedId(input.request);
  const record = await context.ledger.getRestore(resumed ?? input.id);
  try {
    if (resumed !== undefined) return await goOn(context, resumed, record);
    if (record === undefined) return await firstTime(context, input);
    return isSame(record, input.request) ? await again(context, record) : nameTaken(record);
  } catch (error) {
    if (!(error instanceof RestoreRefused)) throw error;
    const [{ code }] = error.refusals;
    return refused(resumed ?? input.id, code, error.message);
  }
}

function withoutParent(input: PlanStepInput): PlanStepInput {
  const { request } = input;
  if (typeof request !== 'object' || request === null || !(PARENT in request)) return input;
  const { [PARENT]: parent, ...rest } = request;
  return { ...input, request: rest, ...(typeof parent === 'string' && { execution: parent }) };
}

/** Under another name, when the execution before it has ended and the restore has not; or one that stood in line. */
async function goOn(context: RestoreContext, id: string, record: RestoreRecord | undefined): Promise<Step> {
  if (record === undefined)
    return { ...refused(id, 'RESTORE_NOT_FOUND', 'There is no such restore.'), leaveRecord: true };
  return again(context, record);
}

/** Step Functions forgets the name of an execution after 90 days; the ledger does not. */
function isSame(record: RestoreRecord, request: unknown): boolean {
  if (canonicalJson(request) === canonicalJson(executionInput(record))) return true;
  try {
    return hashRequest(parseRequest(request)) === record.requestHash;
  } catch (error) {
    if (error instanceof RestoreRefused) return false;
    throw error;
  }
}

function nameTaken({ id }: RestoreRecord): Step {
  const detail = `An execution of the name ${id} was started before, with another input. Nothing was started.`;
  return { ...refused(id, 'EXECUTION_NAME_REUSED', detail), leaveRecord: true };
}

async function again(context: RestoreContext, record: RestoreRecord): Promise<Step> {
  if (!isActive(record.status)) return end(record.id);
  if (record.atlasJobId !== undefined) return check(record.id);
  if (record.attempt !== undefined) return create(record.id);
  const turn = await turnOf(context, record);
  if (turn !== undefined) return turn;
  const { snapshot, target, request } = record;
  const { refusals, target: found } = await plan(
    snapshot ? { ...request, snapshot: snapshot.id } : request,
    await planContext(context, record.id, request),
  );
  const [first, ...rest] = refusals;
  if (first) throw new RestoreRefused([first, ...rest]);
  if (found?.id !== target?.id)
    return refused(
      record.id,
      'TARGET_CHANGED',
      `${target?.name} is not the deployment it was when this was accepted.`,
    );
  const stands = await reserveOrStandInLine(context, record);
  return stands ? inLine(context, record, stands) : begin(record);
}

async function firstTime(context: RestoreContext, { id, execution, request }: PlanStepInput): Promise<Step> {
  const wanted: RestoreRequest = parseRequest(request);
  if (wanted.dryRun)
    return refused(id, 'INVALID_ATTRIBUTE', 'A dry run is answered by the API; an execution restores.');
  const planned = await plan(wanted, await planContext(context, id, wanted));
  const record = newRecord(planned, {
    id,
    requestedBy: execution,
    requestHash: hashRequest(wanted),
    now: context.clock.now(),
    inEvidence: context.policy.restoreEvidence === true && !(await isOfDrill(context, id, wanted)),
  });
  const stands = await reserveOrStandInLine(context, record);
  const { created } = await context.ledger.createRestore({ ...record, ...(stands && { inLine: stands }) });
  if (created) logAccepted(context.log, record);
  return stands ? inLine(context, record, stands) : begin(record);
}

/**
 * What a drill restores, the drill's own evidence says. A drill has written its restore down before it starts it: of one
 * that never came to that, and of another source or target, somebody has only taken the name.
 */
async function isOfDrill(
  { ledger }: RestoreContext,
  id: string,
  { source, target }: RestoreRequest,
): Promise<boolean> {
  const drillId = drillOfRestore(id);
  const drill = drillId === undefined ? undefined : await ledger.getDrill(drillId);
  return (
    drill?.restore?.id === id &&
    drill.source.projectId === source.projectId &&
    drill.source.name === source.name &&
    drill.target?.projectId === target?.projectId &&
    drill.target?.name === target?.name
  );
}

const begin = (record: RestoreRecord): Step => (isSafe(record) ? create(record.id) : snapshot(record.id));

async function planContext(context: RestoreContext, id: string, request: RestoreRequest) {
  const { atlas, policy, clock } = context;
  return { atlas, allowedTargets: await allowedFor(context, id, request), policy, now: clock.now() };
}
