/** The HTTP API: a route for every row of the route tables, none without authorization but what says nothing. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  HttpIntegrationType,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRouteIntegration,
  type HttpRouteIntegrationBindOptions,
  type HttpRouteIntegrationConfig,
  HttpStage,
  type IHttpRouteAuthorizer,
  IntegrationCredentials,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { type IRole, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Authorization } from './config/config.ts';
import { allow, type RestoreFunction } from './lambda/restore-function.ts';
import { acknowledge } from './nag.ts';
import { type KindRoute, kindRoutes, type RouteKind } from './route-kinds.ts';
import type { Surroundings } from './surroundings.ts';

/** The functions behind the routes, those of drills among them where there are drills. */
export interface ApiFunctions {
  of(file: string, operation?: string): RestoreFunction;
}

export class RestoreApi extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, surroundings: Surroundings, functions: ApiFunctions) {
    super(scope, id);
    const { config } = surroundings;
    this.api = new HttpApi(this, 'Api', {
      apiName: config.name,
      description: 'Restore jobs of MongoDB Atlas',
      createDefaultStage: false,
      disableExecuteApiEndpoint: false,
      ...(config.corsOrigins.length > 0 && {
        corsPreflight: {
          allowOrigins: config.corsOrigins,
          allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.DELETE],
          allowHeaders: ['accept', 'authorization', 'content-type', 'idempotency-key'],
        },
      }),
    });
    this.stage = this.#stage(surroundings);
    const routes = kindRoutes(config.authorization, config.drills !== undefined).map((route) => ({
      route,
      lambda: functions.of(route.function, route.environment?.OPERATION).lambda,
    }));
    const role = this.#invoking(routes.map(({ lambda }) => lambda));
    const authorizers = authorizersOf(config.authorization);
    acknowledge(this.api, {
      'AwsSolutions::AwsSolutions-APIG4':
        'Health and the OpenAPI document are open: they say nothing that is not public. A test holds all other routes.',
    });
    for (const { route, lambda } of routes) this.#route(route, lambda, role, authorizers);
  }

  get url(): string {
    return this.api.apiEndpoint;
  }

  #route(
    { method, path, kind }: KindRoute,
    lambda: IFunction,
    role: IRole,
    { authorizer, scopesOf }: Authorizers,
  ): void {
    const isOpen = kind === 'open';
    this.api.addRoutes({
      path,
      methods: [HttpMethod[method]],
      integration: new FunctionIntegration(idOf(method, path), lambda, role),
      authorizer: isOpen ? new HttpNoneAuthorizer() : authorizer,
      ...(!isOpen && scopesOf(kind) && { authorizationScopes: scopesOf(kind) }),
    } as Parameters<HttpApi['addRoutes']>[0]);
  }

  /** API Gateway's right to call the functions: one role in place of a permission of each function. */
  #invoking(lambdas: readonly IFunction[]): Role {
    return new Role(this, 'Invoking', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: {
        own: new PolicyDocument({
          statements: [
            allow(
              ['lambda:InvokeFunction'],
              lambdas.map(({ functionArn }) => functionArn),
            ),
          ],
        }),
      },
    });
  }

  #stage({ config, key, logRetention }: Surroundings): HttpStage {
    const logGroup = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/vendedlogs/apigateway/${config.name}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.throttling.rate, burstLimit: config.throttling.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}

/** Who called what, and what came of it: no header, no query and no body. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latency: '$context.responseLatency',
  ip: '$context.identity.sourceIp',
  caller: '$context.identity.userArn',
  subject: '$context.authorizer.claims.sub',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

interface Authorizers {
  readonly authorizer: IHttpRouteAuthorizer;
  scopesOf(kind: Exclude<RouteKind, 'open'>): string[] | undefined;
}

function authorizersOf(authorization: Authorization): Authorizers {
  if (authorization.type === 'iam') return { authorizer: new HttpIamAuthorizer(), scopesOf: () => undefined };
  const { issuer, audience, scopes } = authorization;
  return {
    authorizer: new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience: [...audience] }),
    scopesOf: (kind) => [scopes[kind]],
  };
}

/** By the caller's role, not by a permission of the function: that would be a resource a route. */
class FunctionIntegration extends HttpRouteIntegration {
  readonly #lambda: IFunction;
  readonly #role: IRole;

  constructor(id: string, lambda: IFunction, role: IRole) {
    super(id);
    this.#lambda = lambda;
    this.#role = role;
  }

  override bind({ scope }: HttpRouteIntegrationBindOptions): HttpRouteIntegrationConfig {
    const { partition, region } = Stack.of(scope);
    return {
      type: HttpIntegrationType.AWS_PROXY,
      uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${this.#lambda.functionArn}/invocations`,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      credentials: IntegrationCredentials.fromRole(this.#role),
    };
  }
}

const idOf = (method: string, path: string): string => `${method} ${path}`.replace(/\W+/g, '-');
