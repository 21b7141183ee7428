/**
 * Takes up what an earlier process left in flight: every restore that has not ended gets its execution again. Its
 * steps begin with what the ledger says, so nothing is done twice.
 */
import type { Ledger } from '../../lib/aws/ledger.ts';
import type { Workflows } from '../../lib/aws/workflows.ts';

/** One page of the ledger at a time. */
const PAGE = 100;

export async function resumeRestores({
  ledger,
  workflows,
}: {
  readonly ledger: Ledger;
  readonly workflows: Workflows;
}): Promise<readonly string[]> {
  const resumed: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.listRestores({
      statuses: ['QUEUED', 'RUNNING'],
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { id, request } of page.restores) {
      await workflows.startRestore(id, request);
      resumed.push(id);
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return resumed;
}
