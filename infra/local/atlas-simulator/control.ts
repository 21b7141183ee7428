/** `/simulator/…`: what an operator or a test asks of the simulator itself, without credentials. */
import { type Answer, print } from './answer.ts';
import type { FaultSpec } from './faults/fault.ts';
import { FaultInvalid } from './faults/fault-spec.ts';
import type { Faults } from './faults/faults.ts';
import type { RequestLog } from './request-log.ts';
import { wireTime } from './time.ts';
import { deploymentView } from './views.ts';
import { nowOf, type World } from './world.ts';

export const CONTROL = '/simulator';

export interface ControlRequest {
  readonly method: string;
  readonly pathname: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

export interface ControlParts {
  readonly world: World;
  readonly faults: Faults;
  readonly log: RequestLog;
}

export function answerControl(parts: ControlParts, request: ControlRequest): Answer {
  if (!isLocal(request.headers))
    return problem(403, 'FORBIDDEN', 'Only programs on this machine may do this.');
  const [resource = '', id, ...rest] = request.pathname.slice(CONTROL.length + 1).split('/');
  const methods = RESOURCES[resource];
  if (methods === undefined || rest.length > 0 || (id !== undefined && resource !== 'faults')) {
    return problem(404, 'RESOURCE_NOT_FOUND', `Cannot find resource ${request.pathname}.`, request.pathname);
  }
  const act = methods[request.method];
  if (act === undefined) {
    const answer = problem(405, 'METHOD_NOT_ALLOWED', `Method ${request.method} is not allowed here.`);
    return { ...answer, headers: { ...answer.headers, Allow: Object.keys(methods).join(', ') } };
  }
  return act(parts, { text: request.text, ...(id !== undefined && { id }) });
}

/** A web page can reach loopback too, but not without saying where it comes from, or by which name it came. */
function isLocal({ host, origin }: ControlRequest['headers']): boolean {
  const name = host?.replace(/:\d+$/, '');
  return origin === undefined && (name === '127.0.0.1' || name === 'localhost' || name === '[::1]');
}

interface Input {
  readonly text: string;
  readonly id?: string;
}
type Act = (parts: ControlParts, input: Input) => Answer;

const RESOURCES: Readonly<Record<string, Readonly<Record<string, Act>>>> = {
  faults: {
    GET: ({ faults }) => document(200, { results: faults.list() }),
    POST: addFault,
    DELETE: ({ faults }, { id }) =>
      faults.clear(id)
        ? { status: 204, headers: {}, body: '' }
        : problem(404, 'RESOURCE_NOT_FOUND', `No fault ${id} is set.`, String(id)),
  },
  authority: { GET: ({ world }) => authority(world) },
  state: { GET: ({ world }) => document(200, stateOf(world)) },
  requests: { GET: ({ log }) => document(200, { results: log.recent() }) },
  legacy: { PUT: switchLegacy },
};

/** What a client has to trust that reads a deployment's data. */
function authority({ endpoints }: World): Answer {
  if (endpoints === undefined)
    return problem(404, 'RESOURCE_NOT_FOUND', 'The deployments of this simulator cannot be read.');
  return { status: 200, headers: { 'Content-Type': 'application/x-pem-file' }, body: endpoints.authority };
}

function addFault({ faults }: ControlParts, { text, id }: Input): Answer {
  if (id !== undefined) return problem(405, 'METHOD_NOT_ALLOWED', 'A fault is added at /simulator/faults.');
  try {
    return document(201, { id: faults.add(json(text) as FaultSpec) });
  } catch (error) {
    if (!(error instanceof FaultInvalid)) throw error;
    return problem(400, 'INVALID_ATTRIBUTE', error.message, error.field);
  }
}

function switchLegacy({ world }: ControlParts, { text }: Input): Answer {
  const wish = json(text);
  const on =
    typeof wish === 'object' && wish !== null && 'switchedOff' in wish ? wish.switchedOff : undefined;
  if (typeof on !== 'boolean') {
    return problem(400, 'INVALID_ATTRIBUTE', 'Field switchedOff: must be true or false.', 'switchedOff');
  }
  world.data.legacySwitchedOff = on;
  world.save();
  return document(200, { switchedOff: on });
}

export function stateOf(world: World) {
  const { data } = world;
  return {
    now: wireTime(nowOf(world)),
    startedAt: wireTime(data.startedAt),
    legacySwitchedOff: data.legacySwitchedOff,
    deployments: data.deployments.map((one) => deploymentView(world, one)),
    requests: data.counters.requests,
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function document(status: number, body: object): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json' },
    body: `${print(body, { envelope: false, pretty: true })}\n`,
  };
}

function problem(status: number, errorCode: string, detail: string, ...parameters: string[]): Answer {
  const answer = document(status, { detail, error: status, errorCode, parameters, reason: null });
  return { ...answer, headers: { ...answer.headers, 'X-Error-Code': errorCode } };
}
