/** The code of every function, bundled before the stack is built: bundling takes its time, and constructs cannot wait. */
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type Bundle, bundle } from '../../bundle/bundle.ts';
import type { FunctionFile } from './definitions.ts';
import { FILES } from './files.ts';

export interface FunctionBundles {
  codeOf(file: FunctionFile): Code;
}

export interface BuiltBundles extends FunctionBundles {
  /** Where its `index.mjs` lies. */
  placeOf(file: FunctionFile): string;
  /** What is in it. */
  bundleOf(file: FunctionFile): Bundle;
}

/** @param folder is written to; the stack takes its assets from there */
export async function bundleFunctions(folder: string): Promise<BuiltBundles> {
  const placeOf = (file: FunctionFile) => join(folder, file.replace(/\.ts$/, ''));
  const built = await Promise.all(
    FILES.map(async (file) => [file, await bundle(file, placeOf(file))] as const),
  );
  const byFile = Object.fromEntries(built) as Readonly<Record<FunctionFile, Bundle>>;
  return {
    codeOf: (file) => Code.fromAsset(placeOf(file)),
    placeOf,
    bundleOf: (file) => byFile[file],
  };
}
