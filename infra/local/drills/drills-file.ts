/** Drills as somebody wants them against the simulated Atlas, from a file: `drills` of `atlas-restore.config.ts`, as JSON. */
import { readFileSync } from 'node:fs';
import { planMistakes } from '../../../lib/drills/plans/cross-checks.ts';
import { type DrillsConfigInput, drillsConfig } from '../../../lib/drills/plans/plan.ts';
import type { AllowedTargets } from '../../../lib/restores/target-guard.ts';
import { sentencesOf, WORDS } from '../../config-mistakes.ts';
import { SIMULATED_DRILLS } from './simulated-drills.ts';

export class DrillsFileInvalid extends Error {
  override name = 'DrillsFileInvalid' as const;
}

/** What the file does not say is as without it. Throws {@link DrillsFileInvalid} with a sentence for each mistake. */
export function readDrillsFile(file: string, allowed: AllowedTargets): DrillsConfigInput {
  const input = { ...SIMULATED_DRILLS, ...readObject(file) };
  const parsed = drillsConfig.safeParse(input, { error: WORDS });
  const mistakes = parsed.success
    ? planMistakes(parsed.data, allowed, false).map(({ path, message }) => `${path.join('.')}: ${message}.`)
    : parsed.error.issues.flatMap((issue) => sentencesOf(issue, ['drills']));
  if (mistakes.length > 0) throw new DrillsFileInvalid(`${file}: ${mistakes.join(' ')}`);
  return input as DrillsConfigInput;
}

function readObject(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new DrillsFileInvalid(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch {
    throw new DrillsFileInvalid(`${file} is not JSON.`);
  }
  throw new DrillsFileInvalid(`${file} must hold an object, as drills of atlas-restore.config.ts is one.`);
}
