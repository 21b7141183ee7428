/** Starts `npm start`'s program as a process of its own, as a user would, and waits until it serves. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Processes that start one after another need not compile the same again: a third of a start. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'atlas-restore-compile-cache');

export interface Started {
  readonly url: string;
  readonly simulatorUrl: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Sends a signal and waits for the end; returns the exit status, null when killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Waits until it ends by itself. */
  ended(): Promise<number | null>;
}

/** A port that was free a moment ago may be somebody's by now. */
const MOST_STARTS = 5;

export async function startProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Started> {
  for (let starts = 1; ; starts += 1) {
    const started = await startOnce(args, environment);
    if (starts === MOST_STARTS || !/^Port \d+ is taken/m.test(started.output())) return started;
  }
}

async function startOnce(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Started> {
  const port = await freePorts();
  const child = spawn(process.execPath, ['infra/local/main.ts', '--port', String(port), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE, ...environment },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const exited = once(child, 'exit').then(() => child.exitCode);
  await until(() => text.includes('serves http') || child.exitCode !== null);
  return {
    url: `http://localhost:${port}`,
    simulatorUrl: `http://localhost:${port + 1}`,
    output: () => text,
    end: (signal) => end(child, exited, signal),
    ended: () => exited,
  };
}

function end(
  child: ChildProcess,
  exited: Promise<number | null>,
  signal: NodeJS.Signals,
): Promise<number | null> {
  child.kill(signal);
  return exited;
}

/** Polls; the test's own time-out is the limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 25));
}

/** A port whose successor is free too, as far as one can know. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = await listenOnce(0);
    if (port < 65_535 && (await listenOnce(port + 1).catch(() => 0)) === port + 1) return port;
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
