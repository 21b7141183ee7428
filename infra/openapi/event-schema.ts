/** The JSON schema of our event's detail, as it stands in docs/. */
import { restoreEvent } from '../../lib/events/restore-event-schema.ts';
import { EXAMPLES, RESTORE_ID } from './examples.ts';
import { toSchema } from './schemas.ts';

export const EVENT_SCHEMA_FILE = new URL('../../docs/restore-job-state-change.schema.json', import.meta.url);

export const eventExample = { eventId: `${RESTORE_ID}#SUCCEEDED`, ...EXAMPLES.Restore };

export function eventSchemaText(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Detail of a Restore Job State Change of atlas-restore',
    ...toSchema(restoreEvent),
    examples: [eventExample],
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
