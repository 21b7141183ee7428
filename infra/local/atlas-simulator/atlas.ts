/**
 * A request to the Admin API, through Atlas' checks in Atlas' order: route, sign-in, rate limit, version, project,
 * deployment, its kind, role, body and query. What is left to refuse, the operation's behaviour refuses.
 */
import type { CallName, MediaVersion, Operation } from '../../../lib/atlas/operations.ts';
import { type Answer, enveloped, type Outcome, print, refusalAnswer, type Shape, shapeOf } from './answer.ts';
import type { Digest } from './auth/digest.ts';
import { type Caller, mayCall, signIn } from './auth/sign-in.ts';
import { behaviours } from './behaviours.ts';
import type { Call, DeploymentCall } from './call.ts';
import { Refusal } from './errors.ts';
import { checkFamily } from './family-check.ts';
import { withFault } from './faults/apply.ts';
import type { Project } from './model.ts';
import { contentTypeOf, negotiate, versionHeaders } from './negotiate.ts';
import type { RateLimits } from './rate-limits.ts';
import { checkBody, checkParameter, checkQuery, queryOf } from './request-check.ts';
import { matchRoute } from './route.ts';
import { findDeployment, findProject, nowOf, type World } from './world.ts';

export interface AtlasRequest {
  readonly method: string;
  /** As it stands in the request line: digest signs it. */
  readonly target: string;
  readonly pathname: string;
  readonly search: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

export interface AtlasParts {
  readonly world: World;
  readonly digest: Digest;
  readonly limits: RateLimits;
  /** Aborted when the simulator closes: nobody waits for a slow answer then. */
  readonly closing: AbortSignal;
}

export interface Handled {
  readonly outcome: Outcome;
  readonly operation?: CallName;
}

export async function answerAtlas(parts: AtlasParts, request: AtlasRequest): Promise<Handled> {
  const { world, digest, closing } = parts;
  const match = matchRoute(request.method, request.pathname);
  if (match.kind === 'unknown') return { outcome: noResource(request) };
  if (match.kind === 'otherMethod') return { outcome: noMethod(request, match.allowed) };
  const { name, row, path } = match;
  if (isGone(world, row) && row.versions.length === 0) return { outcome: noResource(request) };
  const { method, target, headers } = request;
  const { authorization } = headers;
  const signed = signIn(world, digest, {
    method,
    target,
    ...(authorization !== undefined && { authorization }),
  });
  if ('answer' in signed) return { outcome: signed.answer, operation: name };
  const handle = () => answerOperation(parts, request, { name, row, path, caller: signed.caller });
  return { outcome: await withFault(world, { name, row, closing }, handle), operation: name };
}

const isGone = (world: World, row: Operation) =>
  row.switchedOff !== undefined && world.data.legacySwitchedOff;

const noResource = ({ pathname }: AtlasRequest) =>
  refusalAnswer(new Refusal('RESOURCE_NOT_FOUND', [pathname]));

const noMethod = ({ method, pathname }: AtlasRequest, allowed: readonly string[]) =>
  refusalAnswer(
    new Refusal('METHOD_NOT_ALLOWED', [method, pathname], { headers: { Allow: allowed.join(', ') } }),
  );

interface Routed {
  readonly name: CallName;
  readonly row: Operation;
  readonly path: Record<string, string>;
  readonly caller: Caller;
}

function answerOperation({ world, limits }: AtlasParts, request: AtlasRequest, routed: Routed): Answer {
  const { name, row, path } = routed;
  const query = queryOf(request.search);
  const shape = shapeOf(query);
  const now = nowOf(world);
  const limit = limits.take(row, path.groupId ?? '', now);
  const headers: Record<string, string> = { ...limit.headers };
  try {
    if (limit.refusal !== undefined) throw limit.refusal;
    const version = versionOf(world, row, request.headers.accept, now);
    Object.assign(headers, versionHeaders(version));
    const call = accept(world, request, routed, { now, query, version });
    // The table's row decided which call its behaviour gets; one name cannot be told from another here.
    const behave = behaviours[name] as (call: Call) => object | undefined;
    return success(row, behave(call), { ...headers, 'Content-Type': contentTypeOf(version) }, shape);
  } catch (error) {
    if (error instanceof Refusal) return refusalAnswer(error, headers, shape);
    throw error;
  }
}

function versionOf(
  world: World,
  row: Operation,
  accept: string | undefined,
  now: number,
): MediaVersion | undefined {
  const version = negotiate(row, accept, { now, strictVersionDates: world.strictVersionDates });
  if (version !== undefined && isGone(world, row))
    throw new Refusal('VERSION_GONE', [version.date, row.path]);
  return version;
}

interface Read {
  readonly now: number;
  readonly query: Record<string, string>;
  readonly version: MediaVersion | undefined;
}

function accept(world: World, request: AtlasRequest, routed: Routed, read: Read): Call | DeploymentCall {
  const { name, row, path, caller } = routed;
  const { now, query, version } = read;
  const project = 'groupId' in path ? namedProject(world, path) : NO_PROJECT;
  const parameter = ['clusterName', 'name'].find((one) => one in path);
  const deployment = parameter === undefined ? undefined : namedDeployment(world, row, path, parameter);
  if (!mayCall(caller, row.roles)) throw new Refusal('USER_UNAUTHORIZED');
  const body = checkBody(row, request.headers['content-type'], request.text);
  checkQuery(row, query);
  for (const each of Object.keys(path)) checkParameter(path, each);
  return {
    world,
    name,
    row,
    now,
    path,
    query,
    body,
    project,
    pathname: request.pathname,
    ...(version && { version: version.date }),
    ...(deployment && { deployment }),
  };
}

/** Of the list of all projects, whose path names none. */
const NO_PROJECT: Project = { id: '', name: '' };

function namedProject(world: World, path: Record<string, string>): Project {
  checkParameter(path, 'groupId');
  const project = findProject(world, path.groupId ?? '');
  if (project === undefined) throw new Refusal('GROUP_NOT_FOUND', [path.groupId ?? '']);
  if (project.isShutOut) throw new Refusal('NOT_IN_GROUP', [project.id]);
  return project;
}

function namedDeployment(world: World, row: Operation, path: Record<string, string>, parameter: string) {
  checkParameter(path, parameter);
  const name = path[parameter] ?? '';
  const projectId = path.groupId ?? '';
  const deployment = findDeployment(world, projectId, name);
  if (deployment === undefined) {
    const isServerless = row.family === 'serverless';
    throw new Refusal(isServerless ? 'SERVERLESS_INSTANCE_NOT_FOUND' : 'CLUSTER_NOT_FOUND', [
      name,
      projectId,
    ]);
  }
  checkFamily(world, row, deployment);
  return deployment;
}

function success(
  row: Operation,
  document: object | undefined,
  headers: Readonly<Record<string, string>>,
  shape: Shape,
): Answer {
  const body = document === undefined ? '' : print(enveloped(document, row.success, shape), shape);
  return { status: row.success, headers, body };
}
