/** An endpoint behind API Gateway: Atlas' contract over HTTP. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { contractHeaders } from '../atlas/answer.ts';
import type { MediaVersion, Operation } from '../atlas/operations.ts';
import type { ApiAnswer } from '../http/answer.ts';
import { callerOf, hasScope } from '../http/caller.ts';
import { CreateOutcomeUnknown } from '../restores/create-outcome-unknown.ts';
import { checkBody, parseBody } from './body-check.ts';
import { checkCall } from './call-check.ts';
import type { Endpoint } from './endpoint.ts';
import { failureOf } from './failure.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { baseUrlOf, rewriteLinks } from './links.ts';
import { contentTypeOf, negotiate, versionHeaders } from './negotiate.ts';
import { type Performed, perform } from './perform.ts';
import { shaped, shapeOf } from './shape.ts';
import type { Successor } from './successor.ts';

/** A direct invocation has neither of these. */
export function isGatewayEvent(event: unknown): event is APIGatewayProxyEventV2 {
  return typeof event === 'object' && event !== null && 'requestContext' in event && 'rawPath' in event;
}

export async function answerGateway(endpoint: Endpoint, event: APIGatewayProxyEventV2): Promise<ApiAnswer> {
  const { row, services } = endpoint;
  const { pathParameters = {}, queryStringParameters: query = {}, headers } = event;
  const baseUrl = baseUrlOf(event);
  let version: MediaVersion | undefined;
  let successor: Successor | undefined;
  try {
    // Atlas' order: the version first, then what the call says.
    version = negotiate(row, headers?.accept, services.clock.now());
    const call = checkCall(row, pathParameters, query);
    const answer = await perform(endpoint, {
      call,
      body: bodyOf(row, event),
      version,
      caller: callerOf(event),
      seesDownloads: hasScope(event, services.policy.downloadScope),
      idempotencyKey: idempotencyKeyOf(headers?.['idempotency-key']),
      onSuccessor: (found) => {
        successor = found;
      },
    });
    return {
      statusCode: answer.status,
      headers: {
        'content-type': contentTypeOf(version),
        ...versionHeaders(version),
        ...contractHeaders(answer.headers),
        ...announced(baseUrl, successor, answer),
        // A job may hold the links of a download: secrets, for nobody's cache.
        ...(row.resource === 'restoreJobs' && { 'cache-control': 'no-store' }),
      },
      ...(answer.status !== 204 && {
        body: shaped(rewriteLinks(answer.text, baseUrl), answer.status, shapeOf(query)),
      }),
    };
  } catch (error) {
    const announcing = { ...versionHeaders(version), ...announced(baseUrl, successor, restoreOf(error)) };
    return failureAnswer(endpoint, error, { query, headers: announcing });
  }
}

function bodyOf(row: Operation, { headers, body = '', isBase64Encoded }: APIGatewayProxyEventV2) {
  if (row.body === undefined) return undefined;
  // Of a media type that API Gateway does not know for text.
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  return checkBody(row, parseBody(headers?.['content-type'], text));
}

interface Told {
  /** Those that an answer would have had too. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: NonNullable<APIGatewayProxyEventV2['queryStringParameters']>;
}

function failureAnswer({ services }: Endpoint, error: unknown, told: Told): ApiAnswer {
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
      ...told.headers,
      // Atlas' code as it came, if a header can hold it.
      ...(/^[\w.-]+$/.test(errorCode) && { 'x-error-code': errorCode }),
    },
    body: shaped(text, status, shapeOf(told.query)),
  };
}

const restoreOf = (error: unknown): Pick<Performed, 'restoreId'> =>
  error instanceof CreateOutcomeUnknown ? { restoreId: error.id } : {};

/** Where else to look: the operation that came after this one, and the restore that follows what was made. */
function announced(
  baseUrl: string,
  successor: Successor | undefined,
  { restoreId }: Pick<Performed, 'restoreId'>,
): Record<string, string> {
  const links = [
    ...(successor ? [`<${baseUrl}${successor.path}>; rel="successor-version"`] : []),
    ...(restoreId === undefined ? [] : [`<${baseUrl}/v1/restores/${restoreId}>; rel="monitor"`]),
  ];
  return {
    // In the way of Atlas' own (atlas-api §2): deprecated by what came after it, gone when it was switched off.
    ...(successor && {
      deprecation: new Date(successor.since).toUTCString(),
      sunset: new Date(successor.switchedOff).toUTCString(),
    }),
    ...(links.length > 0 && { link: links.join(', ') }),
  };
}
