/**
 * Between the SDK clients and what answers them: what AWS may do wrong, at the edge. The clients try again by themselves
 * as in production, only without their pauses. A container that has died gets no answer any more, and does nothing.
 */
import type { AwsConnection } from '../../lib/aws/connection.ts';

export type AwsService = 'ledger' | 'workflows' | 'events' | 'secrets' | 'tokens';

export const AWS_FAULTS = {
  'dropped before': ['ledger', 'workflows', 'events', 'secrets', 'tokens'],
  /** The client's next try meets what the first has done. */
  'dropped after, once': ['ledger', 'workflows', 'events', 'tokens'],
  'dropped after': ['ledger', 'workflows', 'events', 'tokens'],
  throttled: ['ledger', 'workflows', 'events', 'secrets', 'tokens'],
  '500': ['ledger', 'workflows', 'events', 'secrets', 'tokens'],
  'refused in part': ['events'],
} as const satisfies Record<string, readonly AwsService[]>;
export type AwsFaultKind = keyof typeof AWS_FAULTS;

/** Hits one call, with all its tries but where it says once. */
export interface AwsFault {
  readonly kind: AwsFaultKind;
  /** Of all calls that the restore makes of AWS, from 1. */
  readonly call: number;
}

interface Request {
  readonly method: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}
interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
type Handler = { handle(request: never): Promise<{ response: Response }> };

export interface Container {
  readonly isDead: () => boolean;
  /** Called after each call, before its answer is used. */
  readonly after: (call: string) => Promise<void>;
}

export class AwsGate {
  #faults: readonly AwsFault[] = [];
  #invocations = new Map<string, number>();
  /** `service Operation`, one a call. */
  calls: string[] = [];
  /** How many calls a fault has hit. */
  hits = 0;

  begin(faults: readonly AwsFault[]): void {
    this.#faults = faults;
    this.#invocations = new Map();
    this.calls = [];
    this.hits = 0;
  }

  /** @param container whose client this is */
  connection(service: AwsService, real: AwsConnection, container: Container): AwsConnection {
    const forward = handlerOf(real);
    const requestHandler = {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: async (request: Request) => {
        if (container.isDead()) return never();
        const { call, isFirstTry } = this.#count(service, request);
        const fault = this.#faults.find((one) => one.call === call);
        const isHit = fault !== undefined && AWS_FAULTS[fault.kind].some((one) => one === service);
        if (isHit && isFirstTry) this.hits += 1;
        try {
          const response = isHit
            ? await this.#faulty(fault.kind, isFirstTry, () => forward(request))
            : await forward(request);
          return { response };
        } finally {
          await container.after(this.calls[call - 1] ?? '');
          // biome-ignore lint/correctness/noUnsafeFinally: whatever came of it, a dead container does not hear it.
          if (container.isDead()) return never();
        }
      },
      destroy() {},
    };
    // What else a client takes: its own pauses between tries are real time.
    return { ...real, requestHandler, retryStrategy: RETRY_AT_ONCE } as AwsConnection;
  }

  #count(service: AwsService, { headers }: Request): { call: number; isFirstTry: boolean } {
    const invocation = headers['amz-sdk-invocation-id'] ?? '';
    const before = this.#invocations.get(invocation);
    if (before !== undefined) return { call: before, isFirstTry: false };
    this.calls.push(`${service} ${headers['x-amz-target']?.split('.').at(-1)}`);
    this.#invocations.set(invocation, this.calls.length);
    return { call: this.calls.length, isFirstTry: true };
  }

  async #faulty(
    kind: AwsFaultKind,
    isFirstTry: boolean,
    forward: () => Promise<Response>,
  ): Promise<Response> {
    switch (kind) {
      case 'dropped before':
        throw reset();
      case 'dropped after':
        await forward();
        throw reset();
      case 'dropped after, once': {
        const response = await forward();
        if (isFirstTry) throw reset();
        return response;
      }
      case 'throttled':
        return json(400, { __type: 'ThrottlingException', message: 'Rate exceeded' });
      case '500':
        return json(500, { __type: 'InternalServerError', message: 'Internal server error' });
      case 'refused in part':
        return json(200, { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
    }
  }
}

const never = () => new Promise<never>(() => {});

const reset = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

function json(statusCode: number, body: object): Response {
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new Uint8Array(Buffer.from(JSON.stringify(body))),
  };
}

/** What answers inside the process, or a socket. */
function handlerOf({ requestHandler }: AwsConnection): (request: Request) => Promise<Response> {
  if (requestHandler !== undefined) {
    return async (request) => (await (requestHandler as Handler).handle(request as never)).response;
  }
  return async ({ method, hostname, port, path, headers, body }) => {
    const { host: _host, 'content-length': _length, ...rest } = headers;
    const answer = await fetch(`http://${hostname}:${port}${path}`, {
      method,
      headers: rest,
      ...(body !== undefined && { body: body as never }),
    });
    return {
      statusCode: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: new Uint8Array(await answer.arrayBuffer()),
    };
  };
}

/** As the SDK's standard strategy, which tries three times, without its pauses. */
const MOST_TRIES = 3;
const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
const RETRY_AT_ONCE = {
  mode: 'standard',
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async (
    { getRetryCount }: ReturnType<typeof token>,
    { errorType }: { readonly errorType: string },
  ) => {
    const next = getRetryCount() + 1;
    if (next >= MOST_TRIES || errorType === 'CLIENT_ERROR') throw new Error('No tries left.');
    return token(next);
  },
  recordSuccess: () => {},
};
