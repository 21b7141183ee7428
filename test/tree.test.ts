/** Rules that hold for the whole tree (docs: CONTRIBUTING), where no linter knows them. */
import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Authorization } from '../infra/aws/config/config.ts';
import { kindRoutes } from '../infra/aws/route-kinds.ts';
import { EVENT_FUNCTIONS } from '../infra/event-functions.ts';
import { DRILL_TASKS, RESTORE_TASKS, VERIFICATION_TASKS } from '../infra/workflows/tasks.ts';
import { USER_AGENT } from '../lib/atlas/request.ts';
import { VERSION } from '../lib/version.ts';
import manifest from '../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Written by tools. */
const GENERATED: ReadonlySet<string> = new Set([
  'package-lock.json',
  'docs/openapi.json',
  'docs/restore-job-state-change.schema.json',
  'docs/restore-verification-state-change.schema.json',
  'docs/restore-drill-state-change.schema.json',
  'docs/restore-drill-cleanup-state-change.schema.json',
  'docs/restore-drill-coverage-change.schema.json',
  'docs/restore-drill-plan-state-change.schema.json',
]);
const MOST_LINES = 300;

/** Paths from the root, of files that people write; folders with a dot in front are tools' own. */
function filesIn(folder: string): string[] {
  return readdirSync(`${ROOT}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = relative(ROOT, `${ROOT}/${folder}/${entry.name}`);
    if (entry.name.startsWith('.') || ['node_modules', 'cdk.out'].includes(entry.name)) return [];
    if (path === 'coverage') return [];
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

const textOf = (path: string): string => readFileSync(`${ROOT}/${path}`, 'utf8');
const files = filesIn('.');
const code = files.filter((path) => /\.ts$/.test(path) && !path.startsWith('test/'));
const load = async (path: string) =>
  (await import(pathToFileURL(`${ROOT}/${path}`).href)) as Record<string, unknown>;

test('the walk sees the tree', () => {
  expect(files).toEqual(expect.arrayContaining(['package.json', 'lib/env.ts', 'test/tree.test.ts']));
  expect(code.length).toBeGreaterThan(100);
});

test('the version is the one of package.json, and is what Atlas is told', () => {
  expect(VERSION).toBe(manifest.version);
  expect(USER_AGENT).toBe(`atlas-restore/${manifest.version}`);
});

describe('errors', () => {
  /** Is whatever a constructor takes: a text, a list, an object of anything. */
  const anything: unknown = new Proxy(() => anything, {
    get: (_, key) => {
      if (key === Symbol.toPrimitive) return () => 'anything';
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      return anything;
    },
    apply: () => anything,
  });
  type ErrorClass = new (...args: unknown[]) => Error;

  test('of lib say their own name, by which logs and state machines know them', async () => {
    const modules = await Promise.all(code.filter((path) => path.startsWith('lib/')).map(load));
    const classes = new Set(
      modules
        .flatMap((module) => Object.values(module))
        .filter((each): each is ErrorClass => typeof each === 'function' && each.prototype instanceof Error),
    );
    expect(classes.size).toBeGreaterThan(8);
    const names = [...classes].map((each) => [each.name, new each(anything, anything).name]);
    expect(names.filter(([name, said]) => name !== said)).toEqual([]);
  });

  test('of infra do too', () => {
    const declared =
      /class (\w+) extends (?:Error|\w+Error)\b[\s\S]*?\{\s*override name(?:: string)? = '(\w+)'/g;
    const silent = code.filter((path) => {
      const text = textOf(path);
      const classes = [...text.matchAll(/class (\w+) extends (?:Error|\w+Error)\b/g)].map(([, name]) => name);
      const named = [...text.matchAll(declared)].filter(([, name, said]) => name === said);
      return named.length !== classes.length;
    });
    expect(silent).toEqual([]);
  });
});

/** Has every route that there can be. */
const WITH_TOKENS = {
  type: 'jwt',
  issuer: 'https://login.example.com',
  audience: ['a'],
  scopes: { read: 'r', restore: 's', download: 'd', drill: 't' },
  tokenEndpoint: 'https://login.example.com/token',
} satisfies Authorization;

describe('functions', () => {
  const functions = files.filter((path) => path.startsWith('functions/'));
  const named = [
    ...kindRoutes(WITH_TOKENS).map((route) => route.function),
    ...Object.values(RESTORE_TASKS),
    ...Object.values(DRILL_TASKS),
    ...Object.values(VERIFICATION_TASKS),
    ...Object.values(EVENT_FUNCTIONS).map((event) => event.function),
  ];

  test('are all named by a route or a task, and nothing else is named', () => {
    expect([...new Set(named)].sort()).toEqual([...functions].sort());
  });

  test.each(functions)('%s exports what Lambda calls and what the local host connects', async (path) => {
    const module = await load(path);
    expect(Object.keys(module).sort()).toEqual(['definition', 'handler']);
    expect(module.handler).toBeTypeOf('function');
    expect(module.definition).toMatchObject({ needs: expect.any(Object), build: expect.any(Function) });
  });
});

describe('only one place', () => {
  const holding = (pattern: RegExp) => code.filter((path) => pattern.test(textOf(path))).sort();

  test('reads the environment', () => {
    expect(holding(/process\.env\b|import \{[^}]*\benv\b[^}]*\} from 'node:process'/)).toEqual([
      // Programs of users, not ours.
      'examples/signed-call.ts',
      'lib/env.ts',
    ]);
  });

  test('issues AWS SDK commands', () => {
    const elsewhere = holding(/\bnew \w+Command\(/).filter((path) => !path.startsWith('lib/aws/'));
    expect(elsewhere).toEqual(['infra/local/earlier-ledger.ts', 'infra/local/ledger-server.ts']);
  });

  test('goes by the message of an error: none', () => {
    expect(holding(/message\.(includes|startsWith|match|endsWith)\(/)).toEqual([]);
  });
});

test(`no file that people write is longer than ${MOST_LINES} lines`, () => {
  const long = files
    .filter((path) => /\.(ts|json)$/.test(path) && !GENERATED.has(path))
    .map((path) => ({ path, lines: textOf(path).split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
  expect(long).toEqual([]);
});
