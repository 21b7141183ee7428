/**
 * A function's code as Lambda runs it: one ES module, what is loaded later in chunks beside it. CDK deploys these, and
 * the benches measure them.
 */
import { fileURLToPath } from 'node:url';
import { type BuildResult, build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const STATUS_WORDS = `${ROOT}lib/http/status-text.ts`;
const CREDENTIALS = fileURLToPath(new URL('lambda-credentials.ts', import.meta.url));

/** middy wants the words of statuses, and `node:http` with its undici would be loaded for them. */
const statusWords: Plugin = {
  name: 'status-words',
  setup({ onResolve }) {
    onResolve({ filter: /^node:http$/ }, ({ importer }) =>
      importer.includes('@middy') ? { path: STATUS_WORDS } : undefined,
    );
  },
};

/** Lambda's processors have SIMD, and undici's parser for those that have not weighs 72 KB. */
const onlySimd: Plugin = {
  name: 'only-simd',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]undici[\\/]lib[\\/]llhttp[\\/]llhttp-wasm\.js$/ }, () => ({
      contents: "throw new Error('This bundle needs a processor with SIMD.');",
    }));
  },
};

/** What Lambda calls is `index.handler`. */
export const ENTRY = 'index';

/** CommonJS packages ask for Node's own modules by `require`, which a module does not have. */
const REQUIRE =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

export interface Bundle {
  /** Of every file, in bytes, by its name in the folder. */
  readonly files: Readonly<Record<string, number>>;
  /** Of all, in bytes. */
  readonly bytes: number;
  /** Packages and files that are in it, from the project's root. */
  readonly inputs: readonly string[];
}

/** @param entry path from the project's root @param folder where `index.mjs` and its chunks go */
export async function bundle(entry: string, folder: string): Promise<Bundle> {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: { [ENTRY]: entry },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What only some calls need is a chunk of its own.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // The SDK's ES modules: a third smaller.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': CREDENTIALS },
    // Leaves out undici's second, experimental parser, 150 KB: Node's own build says it in the same way.
    define: { esbuildDetection: 'true' },
    plugins: [statusWords, onlySimd],
    minify: true,
    // Names of errors and classes are what state machines catch and logs say.
    keepNames: false,
    metafile: true,
    legalComments: 'none',
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return told(result);
}

function told({ metafile }: BuildResult<{ metafile: true }>): Bundle {
  const files = Object.fromEntries(
    Object.entries(metafile.outputs).map(([path, { bytes }]) => [path.replace(/^.*\//, ''), bytes]),
  );
  const bytes = Object.values(files).reduce((sum, size) => sum + size, 0);
  return { files, bytes, inputs: Object.keys(metafile.inputs).sort() };
}
