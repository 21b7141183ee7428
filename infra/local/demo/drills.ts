/** The second part of the demonstration: what two nightly rules do, from the event to evidence that is verified. */
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import type { DrillView } from '../../../lib/drills/view.ts';
import type { Checkpoint } from '../../../lib/evidence/checkpoint.ts';
import { publicKeys } from '../../../lib/evidence/public-keys.ts';
import { fileNameOf } from '../../../lib/evidence/record.ts';
import { type ChainReport, ChainVerifier } from '../../../lib/evidence/verify-chain.ts';
import type { LocalDrills } from '../drills/drills.ts';
import type { Display } from './display.ts';
import { drillText } from './drill-text.ts';

/** Often enough to see each phase, seldom enough to cost nothing. */
const LOOK_EVERY_MS = 200;

export interface DrillDemoOptions {
  readonly url: string;
  readonly display: Display;
  readonly signal: AbortSignal;
  readonly drills: LocalDrills;
  readonly now: () => Date;
}

/** True when every drill passed, and the chain with their evidence verifies. */
export async function runDrillDemo(options: DrillDemoOptions): Promise<boolean> {
  const { drills, display, now } = options;
  const plans = drills.services.drills.plans.filter(({ enabled }) => enabled);
  display.print(
    `\nDrills of ${plans.map(({ name }) => name).join(' and ')}, as their rules would start them (simulated):`,
  );
  const started = await Promise.all(plans.map(({ name }) => drills.fire(name, now().toISOString())));
  const ended = await Promise.all(
    started.flatMap((each) => each.drills).map(({ id }) => follow(options, id)),
  );
  for (const drill of ended) display.print(drillText(drill));
  // What rules do every few minutes, and after midnight: here that is too long to wait for.
  await drills.assure();
  await drills.count();
  const { checkpoint } = await drills.closeDay();
  const report = await verifyChain(drills, checkpoint);
  display.print(chainText(report, drills));
  return ended.every(({ verdict }) => verdict === 'PASSED') && report.findingCount === 0;
}

async function follow({ url, display, signal }: DrillDemoOptions, id: string): Promise<DrillView> {
  let shown = '';
  for (;;) {
    const answer = await request(`${url}/v1/drills/${id}`, { signal });
    const drill = (await answer.body.json()) as DrillView;
    if (drill.phase !== shown) display.print(`  ${drill.source.name.padEnd(10)} ${drill.phase}`);
    shown = drill.phase;
    if (drill.status === 'DONE' || drill.status === 'KEPT') return drill;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** With the public key and the newest checkpoint, as anybody would. */
async function verifyChain(
  { services: { evidence } }: LocalDrills,
  checkpoint: Checkpoint | null,
): Promise<ChainReport> {
  const checkpoints = checkpoint ? [checkpoint] : [];
  const verifier = new ChainVerifier(publicKeys([await evidence.signer.publicKey()]), { checkpoints });
  for await (const sequence of evidence.store.sequences()) {
    const bytes = (await evidence.store.read(sequence)) ?? new Uint8Array();
    verifier.add({ place: fileNameOf(sequence), named: sequence, content: { bytes } });
  }
  return verifier.end();
}

function chainText(
  { records, findingCount }: ChainReport,
  { evidenceFolder, checkpointFolder }: LocalDrills,
): string {
  const what = `Evidence: a chain of ${records} signed records, all marked simulated: ${findingCount === 0 ? 'VERIFIED' : `NOT VERIFIED, ${findingCount} findings`}`;
  if (evidenceFolder === undefined) return `\n${what}`;
  const key = evidenceFolder.replace(/evidence$/, 'evidence-public.pem');
  return `\n${what}\n  npm run evidence:verify -- ${evidenceFolder} --key ${key} --checkpoints ${checkpointFolder}`;
}
