/** The OpenAPI document of what is served: from the route tables, the operations table and the schemas. */
import { VERSION } from '../../lib/version.ts';
import { API_ROUTES, type ApiRoute } from '../api-routes.ts';
import { atlasRoutes } from '../atlas-routes.ts';
import { TOKEN_PATH } from '../local/http/token-desk.ts';
import { atlasResponses } from './atlas-errors.ts';
import { atlasOperation } from './atlas-paths.ts';
import { camel, type JsonObject, pascal, ref } from './json.ts';
import { ownOperation, tokenOperation } from './own-paths.ts';
import { componentsFor } from './schemas.ts';

const INFO = {
  title: 'atlas-restore',
  version: VERSION,
  summary:
    'Restore jobs of MongoDB Atlas: our own API, and every restore operation at the path of Atlas itself.',
  description:
    'What is served today. Every error has the shape that Atlas gives its errors, and its code also in `X-Error-Code`. On one machine the host also answers by itself: 401 for an unknown token, 403 for a foreign host or origin, 404 for an unknown path, 413 for too large a body. On AWS, what API Gateway answers by itself has its own shape.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
};

const TAGS = [
  { name: 'restores', description: 'Our own API of restores.' },
  { name: 'drills', description: 'Our own API of plans, restore drills and their evidence.' },
  { name: 'atlas-cluster', description: 'Dedicated clusters, as Atlas serves them.' },
  { name: 'atlas-flex', description: 'Flex clusters, as Atlas serves them.' },
  {
    name: 'atlas-serverless',
    description: 'Serverless instances, also after Atlas switched them off.',
  },
  { name: 'atlas-tenant', description: 'M2/M5 clusters, also after Atlas switched them off.' },
  { name: 'one-machine', description: 'What only the service on one machine has.' },
];

const text = (description: string) => ({
  description,
  schema: { type: 'string' },
});
const HEADERS = {
  Deprecation: text('HTTP date since when a newer version or successor exists.'),
  ElsewhereLink: text(
    'Where the answer came from instead, `<…>; rel="successor-version"`, and where the restore is followed, `<…>; rel="monitor"`.',
  ),
  Location: text('Path of the restore, or of the drill.'),
  RateLimitLimit: text('How much Atlas lets through, as Atlas says it.'),
  RateLimitRemaining: text('How much of that is left.'),
  RetryAfter: text('Seconds until asking again is right, or an HTTP date.'),

  Sunset: text('HTTP date when it ends, or ended.'),
  XErrorCode: text('`errorCode` of the body.'),
  XNextCursor: text('Of CSV: the cursor of the page after it, where there is one.'),
};

const SECURITY_SCHEMES = {
  serviceAccount: {
    type: 'oauth2',
    description: 'On one machine, where a call without `Authorization` is let in too.',
    flows: { clientCredentials: { tokenUrl: TOKEN_PATH, scopes: {} } },
  },
  basic: { type: 'http', scheme: 'basic', description: 'Id and secret of the service account.' },
};

interface Entry {
  readonly method: ApiRoute['method'];
  readonly path: string;
  readonly operation: JsonObject;
}

export function openApiDocument(): JsonObject {
  const entries: Entry[] = [
    ...API_ROUTES.map((route) => ({ ...route, operation: ownOperation(route) })),
    { method: 'POST', path: TOKEN_PATH, operation: tokenOperation },
    ...atlasRoutes().map((route) => ({ ...route, operation: atlasOperation(route) })),
  ];
  const paths: Record<string, JsonObject> = {};
  const parameters: Record<string, JsonObject> = {};
  for (const { method, path, operation } of entries)
    paths[path] = { ...paths[path], [method.toLowerCase()]: hoisted(operation, parameters) };
  const responses = atlasResponses();
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: [{ url: '/', description: 'Where this document was read.' }],
    tags: TAGS,
    security: [{}, { serviceAccount: [] }],
    paths,
    components: {
      schemas: componentsFor({ paths, responses }),
      responses,
      parameters,
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

type Parameter = JsonObject & {
  readonly name: string;
  readonly in: string;
  /** Where it means something else than under its own name. */
  readonly component?: string;
};

/** Most operations share their parameters: each is said once. */
function hoisted(operation: JsonObject, parameters: Record<string, JsonObject>): JsonObject {
  const given = operation.parameters as readonly Parameter[] | undefined;
  if (given === undefined) return operation;
  const refs = given.map(({ component, ...parameter }) => {
    const name = component ?? pascal(parameter.in) + pascal(camel(parameter.name));
    const known = parameters[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(parameter))
      throw new TypeError(`Two operations mean different things by ${name}.`);
    parameters[name] = parameter;
    return ref('parameters', name);
  });
  return { ...operation, parameters: refs };
}

/** As it stands in docs/openapi.json. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;
