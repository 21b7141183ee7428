/** From an HTTP request to the event that API Gateway would make of it (HTTP API, payload format 2.0). */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Incoming {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Who asks, as the token says. */
  readonly caller: string;
}

export function gatewayEvent({ request, url, body, routeKey, pathParameters, caller }: Incoming): object {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(',')]),
  );
  // What a caller says about its own connection is not believed; API Gateway writes it too.
  headers['x-forwarded-proto'] = 'http';
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(url.search !== '' && { queryStringParameters: joined(url.searchParams) }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      // A Lambda authorizer's answer: who asks is found out here, before the function.
      authorizer: { lambda: { principalId: caller } },
      domainName: hostOf(request, url),
      http: {
        method: request.method,
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString('utf8') }),
    isBase64Encoded: false,
  };
}

/** With its port, without which it would be no address here. `denyForeign` has let only loopback names in. */
function hostOf({ headers }: IncomingMessage, url: URL): string {
  const asked = `http://${headers.host}`;
  return URL.canParse(asked) ? new URL(asked).host : url.host;
}

/** Repeated parameters arrive as one, joined by commas. */
function joined(parameters: URLSearchParams): Record<string, string> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(names.map((name) => [name, parameters.getAll(name).join(',')]));
}
