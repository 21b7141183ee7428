/** An endpoint behind API Gateway: Atlas' contract over HTTP. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { contractHeaders } from '../atlas/answer.ts';
import type { MediaVersion } from '../atlas/operations.ts';
import type { ApiAnswer } from '../http/answer.ts';
import { checkCall } from './call-check.ts';
import type { Endpoint } from './endpoint.ts';
import { failureOf } from './failure.ts';
import { askOrTranslate, type Successor } from './legacy.ts';
import { baseUrlOf, rewriteLinks } from './links.ts';
import { contentTypeOf, negotiate, versionHeaders } from './negotiate.ts';
import { shaped, shapeOf } from './shape.ts';

/** A direct invocation has neither of these. */
export function isGatewayEvent(event: unknown): event is APIGatewayProxyEventV2 {
  return typeof event === 'object' && event !== null && 'requestContext' in event && 'rawPath' in event;
}

export async function answerGateway(endpoint: Endpoint, event: APIGatewayProxyEventV2): Promise<ApiAnswer> {
  const { row, services } = endpoint;
  const { pathParameters = {}, queryStringParameters: query = {}, headers } = event;
  const baseUrl = baseUrlOf(event);
  let version: MediaVersion | undefined;
  let successor: Record<string, string> = {};
  try {
    // Atlas' order: the version first, then what the call says.
    version = negotiate(row, headers?.accept, services.clock.now());
    const call = checkCall(row, pathParameters, query);
    const answer = await askOrTranslate(endpoint, call, version, (found) => {
      successor = successorHeaders(found, baseUrl);
    });
    return {
      statusCode: answer.status,
      headers: {
        'content-type': contentTypeOf(version),
        ...versionHeaders(version),
        ...contractHeaders(answer.headers),
        ...successor,
        // A job may hold the links of a download: secrets, for nobody's cache.
        ...(row.resource === 'restoreJobs' && { 'cache-control': 'no-store' }),
      },
      body: shaped(rewriteLinks(answer.text, baseUrl), answer.status, shapeOf(query)),
    };
  } catch (error) {
    return failureAnswer(endpoint, error, { query, headers: { ...versionHeaders(version), ...successor } });
  }
}

interface Asked {
  /** Those that an answer would have had too. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: NonNullable<APIGatewayProxyEventV2['queryStringParameters']>;
}

function failureAnswer({ services }: Endpoint, error: unknown, asked: Asked): ApiAnswer {
  const { status, errorCode, headers, text, expected } = failureOf(error);
  if (!expected) {
    const { name, message, stack } = error instanceof Error ? error : new Error('no error');
    services.log.error('unexpected error', { error: name, detail: message, stack });
  }
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...asked.headers,
      // Atlas' code as it came, if a header can hold it.
      ...(/^[\w.-]+$/.test(errorCode) && { 'x-error-code': errorCode }),
    },
    body: shaped(text, status, shapeOf(asked.query)),
  };
}

/** In the way of Atlas' own (atlas-api §2): deprecated by what came after it, gone when it was switched off. */
function successorHeaders({ path, since, switchedOff }: Successor, baseUrl: string): Record<string, string> {
  return {
    deprecation: new Date(since).toUTCString(),
    sunset: new Date(switchedOff).toUTCString(),
    link: `<${baseUrl}${path}>; rel="successor-version"`,
  };
}
