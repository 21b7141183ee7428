/** What an API function is asked, taken from an API Gateway v2 event after the middlewares. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

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

/** The three authorizers an HTTP API can have, and none. */
interface Authorizer {
  readonly iam?: { readonly userArn?: string };
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly lambda?: { readonly principalId?: string } | null;
}

export function toRequest(event: APIGatewayProxyEventV2): ApiRequest {
  return {
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: event.headers ?? {},
    body: event.body,
    caller: callerOf((event.requestContext as { authorizer?: Authorizer } | undefined)?.authorizer),
  };
}

function callerOf(authorizer: Authorizer | undefined): string {
  const claims = authorizer?.jwt?.claims;
  const candidates = [
    authorizer?.iam?.userArn,
    claims?.sub,
    claims?.client_id,
    authorizer?.lambda?.principalId,
  ];
  return candidates.find((each): each is string => typeof each === 'string' && each !== '') ?? 'anonymous';
}
