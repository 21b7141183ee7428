/**
 * Takes up what an earlier process left in flight: every restore that has not ended gets its execution again. Its
 * steps begin with what the ledger says, so nothing is done twice. All restores are looked through, not only the list
 * by status: a process that died on a full disk may have left one index behind the other.
 */
import type { Ledger } from '../../lib/aws/ledger.ts';
import type { Workflows } from '../../lib/aws/workflows.ts';
import { isActive } from '../../lib/restores/record.ts';
import { startWorkflow } from '../../lib/restores/start-workflow.ts';

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
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const record of page.restores.filter(({ status }) => isActive(status))) {
      await startWorkflow({ workflows }, record);
      resumed.push(record.id);
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return resumed;
}
