/** The middleware bundle of functions behind API Gateway: headers, body, errors in Atlas' shape. */
import middy, { type MiddlewareObj } from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { FunctionDefinition } from '../lambda.ts';
import type { Log } from '../log.ts';
import type { Need, Parts, Services } from '../services/services.ts';
import type { ApiAnswer } from './answer.ts';
import { problemAnswer, problemOf } from './problem.ts';
import { type ApiRequest, toRequest } from './request.ts';

export interface ApiFunction<Needs extends Need> {
  readonly needs: Parts<Needs>;
  /** `optional`: no body is an empty object. @default false */
  readonly takesBody?: boolean | 'optional';
  handle(request: ApiRequest, services: Services<Needs>): Promise<ApiAnswer>;
}

export function apiFunction<Needs extends Need>({
  needs,
  takesBody = false,
  handle,
}: ApiFunction<Needs>): FunctionDefinition<Needs> {
  return {
    needs,
    build(services) {
      const bundle = middy<APIGatewayProxyEventV2, ApiAnswer>()
        .use(httpHeaderNormalizer())
        .use(errorsInAtlasShape(services.log));
      // Any content type: a caller in a hurry forgets it, and only JSON parses as JSON.
      if (takesBody === 'optional') bundle.use(emptyWithoutBody());
      if (takesBody) bundle.use(httpJsonBodyParser({ disableContentTypeCheck: true }));
      const handler = bundle.handler((event) => handle(toRequest(event), services));
      return (event, context) => handler(event as APIGatewayProxyEventV2, context as never);
    },
  };
}

function emptyWithoutBody(): MiddlewareObj<APIGatewayProxyEventV2, ApiAnswer> {
  return {
    before: ({ event }) => {
      if (event.body === undefined || event.body === null || event.body === '')
        Object.assign(event, { body: '{}', isBase64Encoded: false });
    },
  };
}

function errorsInAtlasShape(log: Log): MiddlewareObj<APIGatewayProxyEventV2, ApiAnswer> {
  return {
    onError: (request) => {
      const problem = problemOf(request.error);
      if (problem === undefined) {
        const { name, message, stack } = request.error ?? new Error('no error');
        log.error('unexpected error', { error: name, detail: message, stack });
      }
      request.response = problemAnswer(problem ?? UNEXPECTED);
    },
  };
}

const UNEXPECTED = { status: 500, errorCode: 'UNEXPECTED_ERROR', detail: 'Unexpected error.' };
