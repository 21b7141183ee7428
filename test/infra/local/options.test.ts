import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDataFolder } from '../../../infra/local/data-folder.ts';
import { parseOptions, USAGE, UsageError } from '../../../infra/local/options.ts';

const PROJECT = '0123456789abcdef01234567';
const CREDENTIALS = {
  MONGODB_ATLAS_CLIENT_ID: '',
  MONGODB_ATLAS_CLIENT_SECRET: '',
  MONGODB_ATLAS_PUBLIC_API_KEY: '',
  MONGODB_ATLAS_PRIVATE_API_KEY: '',
};
const ACCOUNT = { MONGODB_ATLAS_CLIENT_ID: 'id', MONGODB_ATLAS_CLIENT_SECRET: 'hunter2-do-not-tell' };
const credential = { kind: 'serviceAccount', clientId: 'id', clientSecret: 'hunter2-do-not-tell' };

function set(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries({ ...CREDENTIALS, ...variables })) vi.stubEnv(name, value);
}

beforeEach(() => {
  set({});
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const DEFAULTS = {
  port: 4100,
  speed: 120,
  data: '.atlas-restore/simulator',
  once: false,
  demo: true,
  allowedTargets: [],
};

describe('the command line', () => {
  test.each<[string, string[], object]>([
    ['may be empty', [], {}],
    ['chooses a port', ['--port', '5000'], { port: 5000 }],
    ['in either form', ['--port=5000'], { port: 5000 }],
    ['leaves room for the simulator', ['--port', '65534'], { port: 65_534 }],
    ['chooses a speed', ['--speed', '1000'], { speed: 1_000 }],
    ['chooses a folder', ['--data', '/tmp/x'], { data: '/tmp/x' }],
    ['ends after the demonstration', ['--once'], { once: true }],
    ['only serves', ['--no-demo'], { demo: false }],
    [
      'allows targets, as disposable ones',
      ['--allow-target', `${PROJECT}/drill-*`, '--allow-target', '*/x'],
      {
        allowedTargets: [
          { projectId: PROJECT, name: 'drill-*', disposable: true },
          { projectId: '*', name: 'x', disposable: true },
        ],
      },
    ],
    ['takes drills from a file', ['--drills', 'drills.json'], { drillsFile: 'drills.json' }],
    ['takes the last of two', ['--port', '1', '--port', '2'], { port: 2 }],
  ])('%s', (_, args, options) => {
    expect(parseOptions(args)).toEqual({ ...DEFAULTS, ...options });
  });

  test('asks for help, whatever else it says', () => {
    expect(parseOptions(['--help'])).toBeUndefined();
    expect(parseOptions(['--help', '--port', 'x'])).toBeUndefined();
  });

  test('has every option in the help', () => {
    for (const name of ['port', 'speed', 'data', 'once', 'no-demo', 'atlas', 'allow-target', 'help'])
      expect(USAGE).toContain(`--${name}`);
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown option', ['--colour'], /--colour/],
    ['a short option', ['-p', '1'], /-p/],
    ['a word', ['start'], /start/],
    ['a port without a number', ['--port'], /--port/],
    ['a port of words', ['--port', 'http'], /--port must be a whole number from 1 to 65534/],
    ['port 0', ['--port', '0'], /--port/],
    ['the last port, that leaves none to the simulator', ['--port', '65535'], /--port/],
    ['a negative port', ['--port=-1'], /--port/],
    ['an empty port', ['--port='], /--port/],
    ['a speed of 0', ['--speed', '0'], /--speed must be a whole number from 1 to 1000/],
    ['half a speed', ['--speed', '0.5'], /--speed/],
    ['a speed beyond all', ['--speed', '1001'], /--speed/],
    ['a folder without a name', ['--data'], /--data/],
    ['a folder with an empty name', ['--data='], /--data/],
    ['a value for a switch', ['--once=yes'], /--once/],
    ['a value for the other', ['--no-demo=1'], /--no-demo/],
    ['an end after nothing', ['--once', '--no-demo'], /--once/],
    ['a target without a project', ['--allow-target', 'drill'], /--allow-target/],
    ['a target without a name', ['--allow-target', `${PROJECT}/`], /--allow-target/],
    ['a target of a project by its name', ['--allow-target', 'test/drill'], /--allow-target/],
    ['a target with a name too long', ['--allow-target', `*/${'x'.repeat(129)}`], /--allow-target/],
    ['an Atlas without a value', ['--atlas'], /--atlas/],
  ])('does not take %s', (_, args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});

describe('another Atlas', () => {
  const URL = 'https://cloud.example.com:8443';

  test('is real: no demonstration, no hurry, a folder of its own', () => {
    set(ACCOUNT);
    expect(parseOptions(['--atlas', URL])).toEqual({
      ...DEFAULTS,
      speed: 1,
      demo: false,
      data: '.atlas-restore/cloud.example.com-8443',
      atlas: { url: URL, credential },
    });
  });

  test('may be hurried, and may keep its ledger elsewhere', () => {
    set(ACCOUNT);
    expect(parseOptions(['--atlas', URL, '--speed', '5', '--data', 'x'])).toMatchObject({
      speed: 5,
      data: 'x',
    });
  });

  test('may be entered with an API key', () => {
    set({ MONGODB_ATLAS_PUBLIC_API_KEY: 'public', MONGODB_ATLAS_PRIVATE_API_KEY: 'private' });
    expect(parseOptions(['--atlas', URL])?.atlas?.credential).toEqual({
      kind: 'apiKey',
      publicKey: 'public',
      privateKey: 'private',
    });
  });

  test.each<[string, string[], RegExp]>([
    ['a host', ['--atlas', 'cloud.mongodb.com'], /--atlas must be a URL/],
    ['a file', ['--atlas', 'file:///etc/passwd'], /--atlas must be a URL/],
    ['nothing', ['--atlas='], /--atlas must be a URL/],
    ['an end after no demonstration', ['--once', '--atlas', URL], /--once/],
  ])('is not %s', (_, args, message) => {
    set(ACCOUNT);
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
    expect(() => parseOptions(args)).not.toThrow(/hunter2/);
  });

  test.each<[string, Record<string, string>]>([
    ['any', {}],
    ['the secret', { MONGODB_ATLAS_CLIENT_ID: 'id' }],
    ['the id', { MONGODB_ATLAS_CLIENT_SECRET: 'hunter2-do-not-tell' }],
  ])('is not entered without %s, and is told the names of the variables', (_, variables) => {
    set(variables);
    const act = () => parseOptions(['--atlas', URL]);
    expect(act).toThrow(UsageError);
    for (const name of Object.keys(CREDENTIALS)) expect(act).toThrow(name);
    expect(act).not.toThrow(/hunter2/);
  });
});

describe('the data folder', () => {
  const ATLAS = 'https://cloud.mongodb.com';
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'data-folder-')), 'deep', 'inside');
  });
  afterEach(() => {
    rmSync(join(folder, '..', '..'), { recursive: true });
  });

  const owner = () => JSON.parse(readFileSync(join(folder, 'atlas.json'), 'utf8')).atlas;

  test('is made, and belongs to the Atlas that it was made for', () => {
    openDataFolder(folder, 'simulator');
    expect(owner()).toBe('simulator');
  });

  test('is found again by the same Atlas', () => {
    openDataFolder(folder, ATLAS);
    openDataFolder(folder, ATLAS);
    expect(owner()).toBe(ATLAS);
  });

  test('may have other things in it', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'notes.txt'), 'x');
    openDataFolder(folder, 'simulator');
    expect(owner()).toBe('simulator');
  });

  test('is not another Atlas’, which is told in a sentence that names both and what to do', () => {
    openDataFolder(folder, 'simulator');
    const act = () => openDataFolder(folder, ATLAS);
    expect(act).toThrow(UsageError);
    for (const named of [folder, 'simulator', ATLAS, '--data']) expect(act).toThrow(named);
    expect(owner()).toBe('simulator');
  });

  test('that cannot be made is an error, not somebody else’s folder', () => {
    const file = join(folder, '..', 'file');
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(file, '');
    expect(() => openDataFolder(file, 'simulator')).toThrow(/EEXIST|ENOTDIR/);
  });
});
