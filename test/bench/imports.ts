/**
 * What a cold start costs: size and import time of every function's bundle, each import in a fresh process, against the
 * unavoidable parts alone and against nothing, taking turns in one run.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Bundle, bundle } from '../../infra/bundle/bundle.ts';
import { ALONE, ENDPOINT, FUNCTIONS } from './functions.ts';
import { type Budget, median, type Report, round, table } from './report.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Enough for a median that stays within a few percent on a busy machine. */
const RUNS = 25;
const KB = 1_000;

/** The libraries that no endpoint can do without, as they are published: nothing of ours is left out of them. */
const UNAVOIDABLE = `
import Agent from 'undici/lib/dispatcher/agent.js';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
export const handler = async () => [Agent, SFNClient, StartExecutionCommand, SecretsManagerClient, GetSecretValueCommand];
`;
const EMPTY = 'export const handler = async () => undefined;';

export async function benchImports(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-restore-bench-'));
  try {
    const bundles = new Map<string, Bundle>();
    for (const path of FUNCTIONS) bundles.set(path, await bundle(path, join(folder, path)));
    await plain(UNAVOIDABLE, join(folder, 'unavoidable'));
    await plain(EMPTY, join(folder, 'empty'));
    const times = measure(folder, ['empty', 'unavoidable', ...FUNCTIONS]);
    return reportOf(bundles, times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function plain(contents: string, outdir: string): Promise<void> {
  await build({
    stdin: { contents, resolveDir: ROOT },
    outdir,
    entryNames: 'index',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
}

/** Import times in ms. Taking turns, so that whatever slows the machine slows all of them. */
function measure(folder: string, names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const probe = join(folder, 'probe.mjs');
  writeFileSync(
    probe,
    'const from = performance.now(); await import(process.argv[2]); process.stdout.write(String(performance.now() - from));',
  );
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  // The first round warms the file cache only.
  for (let run = 0; run <= RUNS; run++)
    for (const name of names) {
      const text = execFileSync(process.execPath, [probe, join(folder, name, 'index.mjs')], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH },
      });
      if (run > 0) times.get(name)?.push(Number(text));
    }
  return times;
}

function reportOf(
  bundles: ReadonlyMap<string, Bundle>,
  times: ReadonlyMap<string, readonly number[]>,
): Report {
  const ms = (name: string) => median(times.get(name) ?? []);
  /** Pairs of one turn, so that a slow minute does not count for one side only. */
  const ratio = (name: string) =>
    median((times.get(name) ?? []).map((each, at) => each / (times.get('unavoidable')?.[at] ?? Number.NaN)));
  const rows = FUNCTIONS.map((name) => {
    const { bytes = 0, files = {} } = bundles.get(name) ?? {};
    const first = files['index.mjs'] ?? 0;
    return [
      `\`${name}\``,
      Math.round(bytes / KB),
      Math.round(first / KB),
      round(ms(name)),
      ratio(name).toFixed(2),
    ];
  });
  const text = [
    `Median of ${RUNS} imports in fresh processes, taking turns. An empty bundle takes ${round(ms('empty'))} ms; the unavoidable parts alone (undici's agent by deep import, the clients of Step Functions and Secrets Manager, as published) ${round(ms('unavoidable'))} ms. KB are 1,000 bytes; "all" has the chunks that are loaded later in it.`,
    table(['bundle', 'KB, all', 'KB, first file', 'ms', '× unavoidable'], rows),
  ].join('\n\n');
  const budgets: Budget[] = [
    { what: `\`${ENDPOINT}\`: × unavoidable`, is: ratio(ENDPOINT), most: 1.15 },
    {
      what: `\`${ENDPOINT}\`: KB, all`,
      is: (bundles.get(ENDPOINT)?.bytes ?? Number.NaN) / KB,
      most: 900,
    },
    ...ALONE.map((name) => ({ what: `\`${name}\`: ms over empty`, is: ms(name) - ms('empty'), most: 15 })),
  ];
  return { name: 'imports', text, budgets };
}
