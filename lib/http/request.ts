/** What an API function is asked, taken from an API Gateway v2 event after the middlewares. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { callerOf } from './caller.ts';

export interface ApiRequest {
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON, for functions that take a body. */
  readonly body: unknown;
  /** Who asks, as the authorizer found out. */
  readonly caller: string;
}

export function toRequest(event: APIGatewayProxyEventV2): ApiRequest {
  return {
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: event.headers ?? {},
    body: event.body,
    caller: callerOf(event),
  };
}
