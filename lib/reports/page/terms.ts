/** What the words mean (docs/drills.md), for who reads nothing else. */
import { html, type Markup } from './html.ts';
import { section } from './table.ts';

const TERMS: Readonly<Record<string, string>> = {
  PASSED:
    'A backup was restored, its data was read, and every required check passed. Without a check of the data itself a drill never passes.',
  FAILED:
    'The restore did not come to an end, a required check of what came back failed, or an objective was missed where the plan says that this fails.',
  INCONCLUSIVE: 'It could not be decided. That is never a pass, and says nothing of the backup.',
  'Technical RTO': 'From the start of the drill until the first read of the restored data.',
  'Verified RTO': 'From the start of the drill until every check was decided.',
  'Restore only': 'What Atlas’ own job took, to the interval in which it was asked.',
  'Snapshot age':
    'How old the snapshot was at the start: what would be lost (RPO). It counts only where a drill wanted the newest data.',
  Covered:
    'The last drill of it that was decided passed, within the days that the configuration wants, and none since was skipped for its budget.',
  Simulated: 'Of a simulated Atlas. It proves nothing of MongoDB’s Atlas.',
};

export const terms = (): Markup =>
  section(
    'terms',
    'What the words mean',
    html`<dl class="terms">${Object.entries(TERMS).map(
      ([term, says]) => html`<dt>${term}</dt><dd>${says}</dd>
`,
    )}</dl>
`,
  );
