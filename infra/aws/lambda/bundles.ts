/** The code of every function, bundled before the stack is built: bundling takes its time, and constructs cannot wait. */
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundle } from '../../bundle/bundle.ts';
import type { FunctionFile } from './definitions.ts';
import { FILES } from './files.ts';

export interface FunctionBundles {
  codeOf(file: FunctionFile): Code;
}

/** @param folder is written to; the stack takes its assets from there */
export async function bundleFunctions(folder: string): Promise<FunctionBundles> {
  const place = (file: FunctionFile) => join(folder, file.replace(/\.ts$/, ''));
  await Promise.all(FILES.map((file) => bundle(file, place(file))));
  return { codeOf: (file) => Code.fromAsset(place(file)) };
}
