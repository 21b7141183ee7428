/**
 * Answers the few SDK calls that have no emulator here inside the process: starting an execution and reading the
 * Atlas secret. No port is opened, so no other program on the machine can ask for the secret.
 */
import type { AwsConnection } from '../../lib/aws/connection.ts';
import { LOCAL_SETTINGS } from './local-settings.ts';

export type Operations = Readonly<
  Record<string, (input: Record<string, unknown>) => object | Promise<object>>
>;

/** What an operation throws to answer with an AWS error of that name. */
export class AwsFault extends Error {
  override name = 'AwsFault' as const;
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** `operations` by the last part of the target header (`StartExecution`). */
export function inProcess(operations: Operations): AwsConnection {
  return {
    ...LOCAL_SETTINGS,
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: async (request: { headers: Record<string, string>; body?: unknown }) => ({
        response: await answer(operations, request),
      }),
      destroy() {},
    },
  };
}

async function answer(
  operations: Operations,
  { headers, body }: { headers: Record<string, string>; body?: unknown },
) {
  const target = headers['x-amz-target'] ?? '';
  const operation = operations[target.split('.').at(-1) ?? ''];
  if (operation === undefined) return json(400, { __type: 'UnknownOperationException', message: target });
  try {
    return json(200, await operation(JSON.parse(textOf(body)) as Record<string, unknown>));
  } catch (error) {
    if (error instanceof AwsFault) return json(400, { __type: error.code, message: error.message });
    throw error;
  }
}

function textOf(body: unknown): string {
  if (!(body instanceof Uint8Array)) return String(body ?? '{}');
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

function json(statusCode: number, body: object) {
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: new Uint8Array(Buffer.from(JSON.stringify(body))),
  };
}
