/** A simulated Atlas in a process of its own, so that its work is not counted as ours. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DEMO_SERVICE_ACCOUNT } from '../../infra/local/atlas-simulator/credentials.ts';
import type { FaultSpec } from '../../infra/local/atlas-simulator/faults/fault.ts';

export interface RunningSimulator {
  readonly url: string;
  readonly account: { readonly clientId: string; readonly clientSecret: string };
  addFault(fault: FaultSpec): Promise<void>;
  close(): Promise<void>;
}

export async function startSimulatorProcess(): Promise<RunningSimulator> {
  const child = spawn(process.execPath, ['infra/local/atlas-simulator/main.ts', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /http:\/\/[\w.]+:\d+/.exec(text);
      if (found) resolve(found[0]);
    });
    void exited.then(() => reject(new Error(`The simulator did not start: ${text}`)));
  });
  return {
    url,
    account: DEMO_SERVICE_ACCOUNT,
    async addFault(fault) {
      const answer = await fetch(`${url}/simulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
      if (!answer.ok) throw new Error(`The simulator refused a fault: ${await answer.text()}`);
    },
    async close() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
