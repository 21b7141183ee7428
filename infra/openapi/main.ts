/** `npm run openapi`: writes docs/openapi.json, and the schemas of our events beside it. */
import { writeFileSync } from 'node:fs';
import { openApiText } from './document.ts';
import { EVENT_SCHEMAS } from './event-schema.ts';

writeFileSync(new URL('../../docs/openapi.json', import.meta.url), openApiText());
for (const { file, text } of EVENT_SCHEMAS) writeFileSync(file, text);
