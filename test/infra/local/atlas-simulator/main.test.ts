import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CommandLineInvalid,
  parseCommandLine,
} from '../../../../infra/local/atlas-simulator/command-line.ts';
import { simulate } from './support.ts';

const MAIN = join(import.meta.dirname, '../../../../infra/local/atlas-simulator/main.ts');

function run(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args]);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (output.out += chunk));
  child.stderr.on('data', (chunk) => (output.err += chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output, ended };
}

test('It greets with its address, demo credentials and a curl line, and ends cleanly on SIGTERM', async () => {
  const { child, output, ended } = run('--port', '0', '--speed', '60');
  await once(child.stdout, 'data');
  expect(output.out).toMatch(/Simulated Atlas on http:\/\/127\.0\.0\.1:\d+/);
  expect(output.out).toContain('mdb_sa_id_');
  expect(output.out).toContain('curl --digest');
  child.kill('SIGTERM');
  expect([await ended, output.err]).toEqual([0, '']);
});

test('A port in use is said in a sentence', async () => {
  const { simulator } = await simulate();
  const { output, ended } = run('--port', String(simulator.port));
  expect(await ended).toBe(1);
  expect(output.err.trim()).toBe(
    `Port ${simulator.port} is in use: end what listens there, or give another one with --port.`,
  );
});

test('A bad option is said in a sentence, with exit status 2', async () => {
  const { output, ended } = run('--speed', 'fast');
  expect(await ended).toBe(2);
  expect(output.err).toContain('--speed needs a number above 0 and up to 100000, not "fast".');
  expect(output.err).toContain('--port N');
});

test('Options are read, with their defaults', () => {
  expect(parseCommandLine([])).toEqual({
    port: 4101,
    speed: 1,
    legacySwitchedOff: false,
    strictVersionDates: true,
    ownLinks: false,
    help: false,
  });
  const given = [
    '--port',
    '0',
    '--speed=0.5',
    '--data',
    'here',
    '--history',
    '2160',
    '--legacy-off',
    '--own-links',
  ];
  expect(parseCommandLine(given)).toMatchObject({
    port: 0,
    speed: 0.5,
    dataFile: join('here', 'atlas-simulator.json'),
    history: 2160,
    legacySwitchedOff: true,
    ownLinks: true,
  });
  for (const bad of [
    ['--port', '70000'],
    ['--port', '-1'],
    ['--history', '1.5'],
    ['--data', ''],
    ['--colour'],
    ['extra'],
  ]) {
    expect(() => parseCommandLine(bad)).toThrow(CommandLineInvalid);
  }
});
