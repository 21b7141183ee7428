/** The code of every function, bundled before the stack is built: bundling takes its time, and constructs cannot wait. */
import { createHash } from 'node:crypto';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type Bundle, bundle } from '../../bundle/bundle.ts';
import type { FunctionFile } from './definitions.ts';
import { FILES } from './files.ts';

export interface FunctionBundles {
  /** @param beside more files of its folder, by name */
  codeOf(file: FunctionFile, beside?: Files): Code;
}

type Files = Readonly<Record<string, string>>;

export interface BuiltBundles extends FunctionBundles {
  /** Where its `index.mjs` lies. */
  placeOf(file: FunctionFile): string;
  /** What is in it. */
  bundleOf(file: FunctionFile): Bundle;
}

/** @param folder is written to; the stack takes its assets from there */
export async function bundleFunctions(folder: string): Promise<BuiltBundles> {
  // Of configurations that are none any more.
  rmSync(join(folder, WITH_FILES), { recursive: true, force: true });
  const placeOf = (file: FunctionFile) => join(folder, file.replace(/\.ts$/, ''));
  const built = await Promise.all(
    FILES.map(async (file) => [file, await bundle(file, placeOf(file))] as const),
  );
  const byFile = Object.fromEntries(built) as Readonly<Record<FunctionFile, Bundle>>;
  return {
    codeOf: (file, beside) =>
      Code.fromAsset(beside === undefined ? placeOf(file) : placeWith(folder, placeOf(file), beside)),
    placeOf,
    bundleOf: (file) => byFile[file],
  };
}

const WITH_FILES = 'with-files';

/** A folder of its own, so that the code of stacks with other files stays as it is. */
function placeWith(folder: string, from: string, beside: Files): string {
  const own = createHash('sha256')
    .update(JSON.stringify([from, beside]))
    .digest('hex')
    .slice(0, 16);
  const to = join(folder, WITH_FILES, own);
  cpSync(from, to, { recursive: true });
  for (const [name, text] of Object.entries(beside)) writeFileSync(join(to, name), text);
  return to;
}
