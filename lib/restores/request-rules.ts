/** What is wrong with a request by itself, before anybody is asked. */
import type { Refusal } from './refusal.ts';
import type { RestoreRequest } from './request.ts';
import { momentOf } from './snapshot-choice.ts';

export interface RequestPolicy {
  /** Downloads carry the data out of Atlas: a deployment allows them or not. */
  readonly allowDownload: boolean;
  /** Ends of restores go into the chain of evidence: only where there is one. */
  readonly restoreEvidence?: boolean;
  /** Whether there is a way to read what was restored. @default false */
  readonly canVerify?: boolean;
}

export function checkRequest(request: RestoreRequest, policy: RequestPolicy, now: Date): Refusal[] {
  return [
    ...deliveryRules(request, policy),
    ...verifyRules(request, policy),
    ...pointInTimeRules(request, now),
  ];
}

function deliveryRules(
  { delivery, target, snapshot, safetySnapshot }: RestoreRequest,
  policy: RequestPolicy,
): Refusal[] {
  if (delivery === 'restore') {
    return target === undefined
      ? [bad('MISSING_ATTRIBUTE', 'target', 'A restore needs a target with projectId and name.')]
      : [];
  }
  const refusals: Refusal[] = [];
  if (!policy.allowDownload) {
    const detail = 'This deployment does not allow downloads.';
    refusals.push({ code: 'DOWNLOAD_NOT_ALLOWED', field: 'delivery', detail, status: 403 });
  }
  if (target !== undefined)
    refusals.push(bad('INVALID_ATTRIBUTE', 'target', 'A download has no target: leave it out.'));
  if (safetySnapshot === true)
    refusals.push(bad('INVALID_ATTRIBUTE', 'safetySnapshot', 'A download wipes nothing: leave it out.'));
  if (typeof snapshot === 'object' && !('before' in snapshot)) {
    const detail = 'Atlas offers no download of a point in time: choose a snapshot.';
    refusals.push(bad('UNSUPPORTED_DELIVERY_METHOD', 'snapshot', detail));
  }
  return refusals;
}

function verifyRules({ verify, delivery }: RestoreRequest, { canVerify }: RequestPolicy): Refusal[] {
  if (verify !== true) return [];
  if (delivery === 'download')
    return [
      bad('INVALID_ATTRIBUTE', 'verify', 'A download restores nothing that could be read: leave it out.'),
    ];
  if (canVerify) return [];
  const detail = 'This deployment has no way to read restored data: leave it out, or configure one.';
  return [bad('VERIFY_NOT_CONFIGURED', 'verify', detail)];
}

function pointInTimeRules({ snapshot }: RestoreRequest, now: Date): Refusal[] {
  if (typeof snapshot !== 'object' || 'before' in snapshot || momentOf(snapshot) <= now.getTime()) return [];
  return [bad('INVALID_PIT_RESTORE_TIME', 'snapshot', 'The point in time lies in the future.')];
}

function bad(code: string, field: string, detail: string): Refusal {
  return { code, field, detail, status: 400 };
}
