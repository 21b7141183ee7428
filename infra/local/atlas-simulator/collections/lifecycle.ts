/** A collection restore's state, and that of each of its collections, as functions of its plan and the clock. */
import type { CollectionState } from '../../../../lib/atlas/schemas/collections.ts';
import type { CollectionJob, CollectionPart, JobPlan } from '../model.ts';
import { SECOND } from '../time.ts';

export type CollectionJobState =
  | 'INITIALIZING'
  | 'IN_PROGRESS'
  | 'FINALIZING'
  | 'SUCCESSFUL'
  | 'FAILED'
  | 'CANCELED';

/** Nobody recorded a collection restore: durations of a small one, shorter than those of a whole restore. */
export const COLLECTION_PLAN: JobPlan = {
  startsAfterMs: 15 * SECOND,
  takesMs: 180 * SECOND,
  ending: 'succeeds',
};
const FINALIZING_MS = 25 * SECOND;

export interface CollectionJobStatus {
  readonly state: CollectionJobState;
  /** Of all documents that will be restored, so many are. */
  readonly copied: number;
  readonly endedAt?: number;
}

export const documentsOf = (parts: readonly CollectionPart[]) =>
  parts.reduce((sum, { fate, documents }) => sum + (fate === 'restored' ? documents : 0), 0);

export function collectionJobAt({ plan, createdAt, parts }: CollectionJob, now: number): CollectionJobStatus {
  const { startsAfterMs, takesMs, ending } = plan;
  const age = now - createdAt;
  const total = documentsOf(parts);
  if (age < startsAfterMs) return { state: 'INITIALIZING', copied: 0 };
  const copyingMs = takesMs - FINALIZING_MS - startsAfterMs;
  const progress = Math.min(1, (age - startsAfterMs) / copyingMs);
  // One that never ends stops half-way.
  if (ending === 'never')
    return { state: 'IN_PROGRESS', copied: Math.floor(total * Math.min(progress, 0.5)) };
  if (progress < 1) return { state: 'IN_PROGRESS', copied: Math.floor(total * progress) };
  if (age < takesMs) return { state: 'FINALIZING', copied: total };
  const endedAt = createdAt + takesMs;
  if (ending === 'succeeds') return { state: 'SUCCESSFUL', copied: total, endedAt };
  // Documented: all or nothing. What had been copied is rolled back.
  return { state: ending === 'fails' ? 'FAILED' : 'CANCELED', copied: 0, endedAt };
}

export interface PartStatus {
  readonly state: CollectionState;
  readonly copied: number;
}

/** Collections are copied one after the other, in their order. */
export function partAt(job: CollectionJob, part: CollectionPart, now: number): PartStatus {
  if (part.fate === 'notFound') return { state: 'NOT_FOUND', copied: 0 };
  if (part.fate === 'unsupported') return { state: 'UNSUPPORTED', copied: 0 };
  const { state, copied: all } = collectionJobAt(job, now);
  const restored = job.parts.filter(({ fate }) => fate === 'restored');
  const index = restored.indexOf(part);
  // The first is what the others are rolled back for.
  if (state === 'FAILED') return { state: index === 0 ? 'FAILED' : 'ROLLBACK', copied: 0 };
  if (state === 'CANCELED') return { state: 'NOT_RESTORED', copied: 0 };
  const before = documentsOf(restored.slice(0, index));
  const copied = Math.min(part.documents, Math.max(0, all - before));
  if (state === 'SUCCESSFUL') return { state: 'SUCCESSFUL', copied };
  const isLast = index === restored.length - 1;
  if (state === 'FINALIZING') return { state: isLast ? 'FINALIZING' : 'SUCCESSFUL', copied };
  if (all > before && copied === part.documents) return { state: 'SUCCESSFUL', copied };
  return { state: all > before || index === 0 ? 'IN_PROGRESS' : 'NOT_STARTED', copied };
}
