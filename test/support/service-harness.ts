/** The whole service for a test: simulated Atlas over a real socket, dynalite, the workflow, the HTTP API. */

import { PRODUCTION, RESTORE_TEST } from '../../infra/local/atlas-simulator/fleet.ts';
import type { Simulator } from '../../infra/local/atlas-simulator/simulator.ts';
import type { ExecutionEvent } from '../../infra/local/engine/workflow-engine.ts';
import { type Service, type ServiceOptions, startService } from '../../infra/local/service.ts';
import type { Log } from '../../lib/log.ts';
import type { RestoreView } from '../../lib/restores/view.ts';
import { type JumpTime, jumpTime } from './jump-time.ts';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Harness {
  readonly service: Service;
  readonly simulator: Simulator;
  readonly time: JumpTime;
  /** Every event of every execution's history, as it happened. */
  readonly events: ExecutionEvent[];
  /** Log lines. */
  readonly lines: { level: string; message: string; fields: Readonly<Record<string, unknown>> }[];
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
  /** Asks for a restore and waits for its end; fails the test when it is refused. */
  restore(body: object): Promise<RestoreView>;
  /** How a restore stands. */
  get(id: string): Promise<RestoreView>;
  close(): Promise<void>;
}

export async function startHarness(options: Partial<ServiceOptions> = {}): Promise<Harness> {
  const time = jumpTime();
  const events: ExecutionEvent[] = [];
  const lines: Harness['lines'] = [];
  const service = await startService({
    port: 0,
    speed: 1,
    allowedTargets: [],
    log: collectingLog(lines),
    time,
    onEvent: (event) => events.push(event),
    ...options,
  });
  const { simulator } = service;
  if (simulator === undefined) throw new Error('The harness runs against the simulator.');
  const call: Harness['call'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${service.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) };
  };
  const get = async (id: string) => (await call<RestoreView>('GET', `/v1/restores/${id}`)).body;
  return {
    service,
    simulator,
    time,
    events,
    lines,
    call,
    get,
    async restore(body) {
      const { status, body: accepted } = await call<RestoreView>('POST', '/v1/restores', body);
      if (status !== 202) throw new Error(`Refused with ${status}: ${JSON.stringify(accepted)}`);
      await service.endOf(accepted.id);
      return get(accepted.id);
    },
    close: () => service.close(),
  };
}

/** Requests onto the simulator's fleet. */
export const requests = {
  dedicated: (more: object = {}) => requestOf('Orders', 'restore-target', more),
  sharded: (more: object = {}) => requestOf('Catalog', 'restore-target-sharded', more),
  flex: (more: object = {}) => requestOf('Accounts', 'restore-target-flex', more),
  serverless: (more: object = {}) => requestOf('Events', 'restore-target-serverless', more),
  tenant: (more: object = {}) => requestOf('Legacy', 'restore-target-tenant', more),
  download: (more: object = {}) => ({
    source: { projectId: PRODUCTION.id, name: 'Orders' },
    snapshot: 'latest',
    delivery: 'download',
    ...more,
  }),
};

function requestOf(source: string, target: string, more: object) {
  return {
    source: { projectId: PRODUCTION.id, name: source },
    snapshot: 'latest',
    target: { projectId: RESTORE_TEST.id, name: target },
    ...more,
  };
}

function collectingLog(lines: Harness['lines']): Log {
  const write =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      lines.push({ level, message, fields });
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
