/** The execution of a restore that has a record: its name is the id, and its input is what was asked for. */
import type { Workflows } from '../aws/workflows.ts';
import type { RestoreRecord } from './record.ts';

/** Of a record with `collections`, of which no request knows, too: the input must tell the same restore. */
export function executionInput({
  request,
  collections,
}: Pick<RestoreRecord, 'request' | 'collections'>): object {
  return collections === undefined ? request : { ...request, collections };
}

/** Again, too: an execution of that name is this restore's. */
export function startWorkflow(
  { workflows }: { readonly workflows: Workflows },
  record: Pick<RestoreRecord, 'id' | 'request' | 'collections'>,
): Promise<void> {
  return workflows.start(record.id, executionInput(record));
}
