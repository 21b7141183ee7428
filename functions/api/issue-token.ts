/** `POST /api/oauth/token`, where callers' tokens come from an issuer: hands the request on to it. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { handOnTokenRequest } from '../../lib/http/hand-on-token-request.ts';
import { type FunctionDefinition, onLambda } from '../../lib/lambda.ts';
import { issuer } from '../../lib/services/issuer.ts';

export const definition: FunctionDefinition<'issuer'> = {
  needs: { issuer },
  build:
    ({ issuer }) =>
    async (event) => {
      const { headers, body = '', isBase64Encoded } = event as APIGatewayProxyEventV2;
      return handOnTokenRequest(issuer, {
        authorization: headers.authorization,
        contentType: headers['content-type'],
        body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body,
      });
    },
};

export const handler = onLambda(definition);
