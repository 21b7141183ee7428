/** From who accepted a restore, and made its job perhaps, to the workflow that follows it. */
import type { Ledger } from '../aws/ledger.ts';
import type { Workflows } from '../aws/workflows.ts';
import { changeRecord } from './change-record.ts';
import type { RestoreRecord } from './record.ts';
import { startWorkflow } from './start-workflow.ts';

/** Again, too: an execution of that name is this restore's. */
export async function handOver(
  { ledger, workflows }: { readonly ledger: Ledger; readonly workflows: Workflows },
  record: RestoreRecord,
): Promise<void> {
  await changeRecord(ledger, record, ({ withoutWorkflow, ...current }) =>
    withoutWorkflow === undefined ? undefined : current,
  );
  await startWorkflow({ workflows }, record);
}
