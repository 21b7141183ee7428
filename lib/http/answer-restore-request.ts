/** What a request for a restore is answered: 202 with the restore, or 200 with the plan of a dry run. */
import { type AcceptContext, acceptRestore } from '../restores/accept-restore.ts';
import { describePlan } from '../restores/describe-plan.ts';
import type { RestoreRequest } from '../restores/request.ts';
import { toView } from '../restores/view.ts';
import { type ApiAnswer, jsonAnswer } from './answer.ts';
import { readIdempotencyKey } from './parameters.ts';
import type { ApiRequest } from './request.ts';

export async function answerRestoreRequest(
  context: AcceptContext,
  request: RestoreRequest,
  { headers, caller }: Pick<ApiRequest, 'headers' | 'caller'>,
): Promise<ApiAnswer> {
  const idempotencyKey = readIdempotencyKey(headers);
  if (request.dryRun) return jsonAnswer(200, await describePlan(context, request));
  const asked = { request, caller, ...(idempotencyKey !== undefined && { idempotencyKey }) };
  const { record, repeated } = await acceptRestore(context, asked);
  const view = toView(record, context.clock.now());
  return jsonAnswer(202, { ...view, ...(repeated && { repeated }) }, { location: view.links.self });
}
