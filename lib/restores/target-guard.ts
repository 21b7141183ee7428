/**
 * Which targets this deployment of atlas-restore may overwrite (design, decision 7). A restore wipes its target, so
 * nothing is allowed that is not listed, and a listed target is protected unless it is marked disposable.
 */
import * as z from 'zod/mini';
import type { Place } from './families/family.ts';
import type { Refusal } from './refusal.ts';
import type { RestoreRequest } from './request.ts';

/** `*` stands for any run of characters; everything else stands for itself. */
const pattern = z.string().check(z.minLength(1), z.maxLength(128));

export const allowedTargets = z.array(
  z.strictObject({
    /** 24 hex digits, or `*`. */
    projectId: z.string().check(z.regex(/^([a-f0-9]{24}|\*)$/)),
    name: pattern,
    disposable: z._default(z.boolean(), false),
  }),
);
export type AllowedTargets = z.output<typeof allowedTargets>;

export type TargetClass = 'disposable' | 'protected' | 'not-allowed';

/** Where entries disagree, the careful one wins: protected before disposable. */
export function classifyTarget(allowed: AllowedTargets, target: Place): TargetClass {
  const matching = allowed.filter(
    ({ projectId, name }) => matches(projectId, target.projectId) && matches(name, target.name),
  );
  if (matching.length === 0) return 'not-allowed';
  return matching.every(({ disposable }) => disposable) ? 'disposable' : 'protected';
}

/** Everything the guard has against a request; empty when the target may be overwritten. */
export function guardTarget(allowed: AllowedTargets, request: RestoreRequest): Refusal[] {
  const { target } = request;
  if (target === undefined) return [];
  const kind = classifyTarget(allowed, target);
  if (kind === 'not-allowed') {
    return [
      {
        code: 'TARGET_NOT_ALLOWED',
        field: 'target',
        detail: `${nameOf(target)} is not among the targets that this deployment may overwrite.`,
        status: 403,
      },
    ];
  }
  const ontoItself = isSame(request.source, target);
  if (kind === 'disposable' && !ontoItself) {
    // It needs no confirmation, but one that names another target shows that somebody is mistaken.
    return request.confirmTarget === undefined ? [] : confirmation(request, target, 'is the target');
  }
  const why = ontoItself ? 'is restored onto itself' : 'is a protected target';
  return [...confirmation(request, target, why), ...noWaiting(request, target, why)];
}

/** Its data may be wanted again: it is snapshotted first, unless the caller says no. */
export function isWorthASnapshot(allowed: AllowedTargets, { source, target }: RestoreRequest): boolean {
  if (target === undefined) return false;
  return isSame(source, target) || classifyTarget(allowed, target) === 'protected';
}

const isSame = (one: Place, other: Place): boolean =>
  one.projectId === other.projectId && one.name === other.name;

/**
 * For creates that cannot confirm a target, because they have Atlas' own shape: disposable targets only, and none onto
 * itself.
 */
export function guardDisposable(allowed: AllowedTargets, request: RestoreRequest): Refusal[] {
  const refusals = guardTarget(allowed, request);
  const [first] = refusals;
  const { target } = request;
  if (first === undefined || target === undefined || first.code === 'TARGET_NOT_ALLOWED') return refusals;
  const detail = `${nameOf(target)} is protected, or the source itself: only POST /v1/restores with confirmTarget "${nameOf(target)}" restores onto it.`;
  return [{ code: 'TARGET_PROTECTED', field: 'target', detail, status: 403 }];
}

function confirmation(request: RestoreRequest, target: Place, why: string): Refusal[] {
  if (request.confirmTarget === nameOf(target)) return [];
  const given = request.confirmTarget === undefined ? '' : ' What was given names another target.';
  return [
    {
      code:
        request.confirmTarget === undefined ? 'TARGET_CONFIRMATION_REQUIRED' : 'TARGET_CONFIRMATION_WRONG',
      field: 'confirmTarget',
      detail: `${nameOf(target)} ${why}: its data is lost. Send confirmTarget "${nameOf(target)}".${given}`,
      status: 400,
    },
  ];
}

/** What was confirmed is what the target holds now, not what another restore will have put there by then. */
function noWaiting(request: RestoreRequest, target: Place, why: string): Refusal[] {
  if (request.whenTargetBusy !== 'wait') return [];
  const detail = `${nameOf(target)} ${why}: what it holds after another restore was not confirmed. Use "refuse", and ask again when it is free.`;
  return [{ code: 'WAITING_NOT_ALLOWED', field: 'whenTargetBusy', detail, status: 400 }];
}

const nameOf = ({ projectId, name }: Place): string => `${projectId}/${name}`;

/** Linear time whatever the pattern: it comes from a configuration, but a regex of many stars would not be. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
