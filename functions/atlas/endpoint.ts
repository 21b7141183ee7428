/** Atlas' own operations, each a function of its own: which one, `OPERATION` says. */

import { answerDirect } from '../../lib/endpoints/direct.ts';
import { type EndpointServices, endpointOf } from '../../lib/endpoints/endpoint.ts';
import { answerGateway, isGatewayEvent } from '../../lib/endpoints/gateway.ts';
import { type FunctionDefinition, onLambda } from '../../lib/lambda.ts';

export const definition: FunctionDefinition<'atlas' | 'endpoint'> = {
  needs: ['atlas', 'endpoint'],
  build(services: EndpointServices) {
    const endpoint = endpointOf(services);
    return (event) =>
      isGatewayEvent(event) ? answerGateway(endpoint, event) : answerDirect(endpoint, event);
  },
};

export const handler = onLambda(definition);
