/** Fresh links of a ready download. They are secrets: read from Atlas each time, never stored, never logged. */
import type { RestoreContext } from './context.ts';
import { jobsOf } from './families.ts';
import type { RestoreRecord } from './record.ts';
import { refuse } from './refusal.ts';
import { expireIfDue } from './view.ts';

export interface DownloadView {
  readonly id: string;
  /** One a replica set or shard. */
  readonly urls: readonly string[];
  readonly expiresAt?: string;
  readonly notes: readonly string[];
}

const NOTES = [
  "The address you download from must be on the project's IP access list.",
  'Links of dedicated clusters use port 27017: allow it outbound.',
  'Atlas lets each link be downloaded successfully once.',
] as const;

/** Throws `RestoreRefused` when there is nothing to download. */
export async function downloadLinks(
  { atlas, clock }: Pick<RestoreContext, 'atlas' | 'clock'>,
  record: RestoreRecord,
): Promise<DownloadView> {
  const now = clock.now();
  const { status, expiresAt } = expireIfDue(record, now);
  if (record.request.delivery !== 'download')
    none('NOT_A_DOWNLOAD', `Restore ${record.id} is no download.`, 404);
  if (status === 'EXPIRED') none('DOWNLOAD_LINK_EXPIRED', `The link stopped working at ${expiresAt}.`, 410);
  if (status !== 'READY' || record.atlasJobId === undefined)
    none('DOWNLOAD_NOT_READY', `Restore ${record.id} is ${status}.`, 409);
  const job = await jobsOf(record).job(atlas, record.source, record.atlasJobId, now);
  if (job.state.status !== 'READY')
    none('DOWNLOAD_LINK_EXPIRED', `In Atlas the download is ${job.state.status}.`, 410);
  return {
    id: record.id,
    urls: job.downloadUrls,
    ...(job.state.expiresAt !== undefined && { expiresAt: job.state.expiresAt }),
    notes: NOTES,
  };
}

function none(code: string, detail: string, status: number): never {
  return refuse({ code, field: 'id', detail, status });
}
