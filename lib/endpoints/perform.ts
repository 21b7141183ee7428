/** What a call comes to: a read, a restore, a cancellation, or something else that Atlas does once. */
import { cancelsRestore, makesRestore } from '../atlas/operations/operation.ts';
import type { MediaVersion } from '../atlas/operations.ts';
import type { CheckedCall } from './call-check.ts';
import { withoutDownloadLinks } from './download-links.ts';
import { askAtlas, type Endpoint } from './endpoint.ts';
import { askOrTranslate, type EndpointAnswer } from './legacy.ts';
import { refusal } from './refusal.ts';
import type { OnSuccessor } from './successor.ts';

export interface Asked {
  readonly call: CheckedCall;
  /** As the row's schema gives it; absent where the row has none. */
  readonly body: object | undefined;
  readonly version: MediaVersion | undefined;
  readonly caller: string;
  readonly idempotencyKey: string | undefined;
  /** Whether the caller may see links of downloads, as far as that is the caller's. */
  readonly seesDownloads: boolean;
  readonly onSuccessor: OnSuccessor;
}

export interface Performed extends EndpointAnswer {
  /** Of the restore that follows what was made. */
  readonly restoreId?: string;
}

/** @throws whatever `failureOf` turns into an answer */
export async function perform(endpoint: Endpoint, asked: Asked): Promise<Performed> {
  const answer = await answerTo(endpoint, asked);
  if (endpoint.services.policy.allowDownload && asked.seesDownloads) return answer;
  return { ...answer, text: withoutDownloadLinks(answer.text) };
}

async function answerTo(endpoint: Endpoint, asked: Asked): Promise<Performed> {
  const { row } = endpoint;
  const { call, body, version, caller, idempotencyKey, onSuccessor } = asked;
  if (makesRestore(row) && body !== undefined) {
    // Only these functions need the ledger, and only when they are called.
    const { createRestore } = await import('./changes.ts');
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    return createRestore(endpoint, { call, body, caller, onSuccessor, ...key });
  }
  // Who sends a key counts on it.
  if (idempotencyKey !== undefined) throw refusal('INVALID_ATTRIBUTE', 'Idempotency-Key');
  if (row.method === 'GET') return askOrTranslate(endpoint, call, version, onSuccessor);
  if (cancelsRestore(row)) {
    const { cancelJob } = await import('./changes.ts');
    return cancelJob(endpoint, call);
  }
  return askAtlas(endpoint, call, version, body);
}
