/** Who asks, as the authorizer found out. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** The three authorizers an HTTP API can have, and none. */
interface Authorizer {
  readonly iam?: { readonly userArn?: string };
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly lambda?: { readonly principalId?: string } | null;
}

export function callerOf(event: APIGatewayProxyEventV2): string {
  const context = event.requestContext as { authorizer?: Authorizer } | undefined;
  const authorizer = context?.authorizer;
  const claims = authorizer?.jwt?.claims;
  const candidates = [
    authorizer?.iam?.userArn,
    claims?.sub,
    claims?.client_id,
    authorizer?.lambda?.principalId,
  ];
  return candidates.find((each): each is string => typeof each === 'string' && each !== '') ?? 'anonymous';
}

/** Whether the caller's token says so. Without tokens, or where nothing is asked for, everybody's does. */
export function hasScope(event: APIGatewayProxyEventV2, scope: string | undefined): boolean {
  const context = event.requestContext as { authorizer?: Authorizer } | undefined;
  const claims = context?.authorizer?.jwt?.claims;
  if (scope === undefined || claims === undefined) return true;
  // `scope` by RFC 8693, `scp` of some issuers; API Gateway takes either.
  const said = String(claims.scope ?? claims.scp ?? '');
  return said
    .replace(/^\[|\]$/g, '')
    .split(/[\s,]+/)
    .includes(scope);
}
