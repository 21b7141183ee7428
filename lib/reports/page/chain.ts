/** Where the chain ends, and how anybody can verify it without us (docs/evidence.md). */
import type { EvidencePosition } from '../../evidence/record.ts';
import type { Report, ReportChain } from '../report.ts';
import { position } from './failures.ts';
import { moment } from './format.ts';
import { html, type Markup, type Part } from './html.ts';
import { section } from './table.ts';

export const chain = ({ chain: known }: Report): Markup =>
  section(
    'chain',
    'Evidence, and how to verify it',
    html`<dl class="facts">
<div><dt>Head</dt><dd data-field="chain.head">${known.head === null ? 'none: nothing was ever written' : position(known.head)}</dd></div>
<div><dt>Records of this period</dt><dd data-field="chain.span">${known.span === null ? 'none' : `${known.span.from} to ${known.span.to}`}</dd></div>
<div><dt>Keys</dt><dd data-field="chain.keyIds">${keys(known)}</dd></div>
<div><dt>Verified for this report</dt><dd data-field="chain.verified">${
      known.verified
        ? html`<span class="tag passed"><span aria-hidden="true">✓</span> every record up to its head</span>`
        : html`<strong class="tag inconclusive"><span aria-hidden="true">?</span> NO: verify it yourself</strong>`
    }</dd></div>
${known.verified && heldTo(known)}</dl>
`,
    known.head !== null && howTo(known.head),
  );

const heldTo = ({
  lastAt,
  heldTo: number,
}: ReportChain): Markup => html`<div><dt>Its last record</dt><dd data-field="chain.lastAt">${lastAt === null ? 'none' : moment(lastAt)}</dd></div>
<div><dt>Held to</dt><dd data-field="chain.heldTo">${
  number === null
    ? html`<strong class="tag inconclusive"><span aria-hidden="true">?</span> nothing known from elsewhere: whether later records were cut off, this report cannot say</strong>`
    : `record ${number}, known from elsewhere`
}</dd></div>
`;

const keys = ({ keyIds }: ReportChain): Part =>
  keyIds.length === 0
    ? 'not known to the ledger: each record names its own'
    : keyIds.map((id) => html`<span class="id">${id}</span> `);

function howTo({ sequence, hash }: EvidencePosition): Markup {
  return html`<p>Keep the head where the owners of the account cannot change it. Get the public key once, from somebody you trust. On a machine of your own, with BUCKET and KEY put in:</p>
<pre data-field="verify">aws s3 sync s3://BUCKET/evidence ./evidence
aws kms get-public-key --key-id KEY --query PublicKey --output text | base64 -d | openssl pkey -pubin -inform DER -out public.pem
npm run evidence:verify -- ./evidence --key public.pem --head ${sequence}:${hash}</pre>
<h3>By hand</h3>
<p>With sed, sha256sum and openssl, of one record and the one before it. It prints <code>hash OK</code>, <code>key OK</code>, <code>Verified OK</code>, <code>link OK</code>.</p>
<pre data-field="by-hand">${BY_HAND}</pre>
<p>It proves that these records were signed with that key and that none was changed, dropped, put in or reordered since. It does not prove that what a record says was true when it was written: that is the word of the service, and Atlas’ own job ids are there to be looked up at Atlas.</p>
`;
}

/** As docs/evidence.md has it: a test compares, and another one runs it. */
export const BY_HAND = String.raw`record=000000000002.json before=000000000001.json key=public.pem
export LC_ALL=C
field() { sed -E 's/^\{"algorithm":"ECDSA_SHA_256","envelope":(.*),"hash":"([0-9a-f]{64})","keyId":"sha256:([0-9a-f]{64})","signature":"([A-Za-z0-9+\/=]+)"\}$/'"\\$1/" "$2" | tr -d '\n'; }
field 1 "$record" > envelope.json

# 1. The hash is the one of the envelope.
test "$(sha256sum < envelope.json | cut -c 1-64)" = "$(field 2 "$record")" && echo hash OK

# 2. The key is the one that is named.
test "$(openssl pkey -pubin -in "$key" -outform DER | sha256sum | cut -c 1-64)" = "$(field 3 "$record")" && echo key OK

# 3. The signature is one of that key.
field 4 "$record" | base64 -d > signature.der
openssl dgst -sha256 -verify "$key" -signature signature.der envelope.json

# 4. It follows from the record before it.
previous="$(sed -E 's/.*"previousHash":"([0-9a-f]{64})","schemaVersion":1,"sequence":[0-9]+\}$/\1/' envelope.json)"
test "$previous" = "$(field 2 "$before")" && echo link OK`;
