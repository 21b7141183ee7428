/** `npm run openapi`: writes docs/openapi.json, and the schema of our event beside it. */
import { writeFileSync } from 'node:fs';
import { openApiText } from './document.ts';
import { EVENT_SCHEMA_FILE, eventSchemaText } from './event-schema.ts';

writeFileSync(new URL('../../docs/openapi.json', import.meta.url), openApiText());
writeFileSync(EVENT_SCHEMA_FILE, eventSchemaText());
