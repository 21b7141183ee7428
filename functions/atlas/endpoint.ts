/** Atlas' own operations, each a function of its own: which one, `OPERATION` says. */

import { answerDirect } from '../../lib/endpoints/direct.ts';
import { type EndpointServices, endpointOf } from '../../lib/endpoints/endpoint.ts';
import { answerGateway, isGatewayEvent } from '../../lib/endpoints/gateway.ts';
import { type FunctionDefinition, onLambda } from '../../lib/lambda.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { endpoint } from '../../lib/services/endpoint.ts';
import { following } from '../../lib/services/following.ts';
import { policy } from '../../lib/services/policy.ts';

export const definition: FunctionDefinition<'atlas' | 'endpoint' | 'policy' | 'following'> = {
  needs: { atlas, endpoint, policy, following },
  build(services: EndpointServices) {
    const endpoint = endpointOf(services);
    return (event) =>
      isGatewayEvent(event) ? answerGateway(endpoint, event) : answerDirect(endpoint, event);
  },
};

export const handler = onLambda(definition);
