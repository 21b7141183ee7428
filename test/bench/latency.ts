/**
 * What an endpoint adds to Atlas: a get through the warm handler in this process, against the same request by undici
 * alone, both to a simulated Atlas in a process of its own that answers after 20 ms.
 */
import { Agent, request } from 'undici';
import { loadFunction, type SharedNeed } from '../../infra/local/functions.ts';
import { AtlasClient } from '../../lib/atlas/client.ts';
import { wallClock } from '../../lib/clock.ts';
import type { LambdaHandler } from '../../lib/lambda.ts';
import { silentLog } from '../../lib/log.ts';
import type { Services } from '../../lib/services/services.ts';
import { type Budget, quantile, type Report, round, table } from './report.ts';
import { type RunningSimulator, startSimulatorProcess } from './simulator-process.ts';

const DELAY_SECONDS = 0.02;
/** Both together stay inside what Atlas lets a project ask at once: 1,200. */
const GETS = 500;
const WARM_UP = 50;
const AT_ONCE = 1_000;

const PROJECT = '6b00000000000000000000a1';
const ACCEPT = 'application/vnd.atlas.2024-11-13+json';
const PATH = `/api/atlas/v2/groups/${PROJECT}/flexClusters/Accounts`;

interface Ways {
  readonly handler: () => Promise<void>;
  readonly direct: () => Promise<void>;
  close(): Promise<void>;
}

export async function benchLatency(): Promise<Report> {
  const single = await withSimulator(oneByOne);
  const [handler, direct] = [
    await withSimulator(({ handler }) => atOnce(handler)),
    await withSimulator(({ direct }) => atOnce(direct)),
  ];
  const budgets: Budget[] = [
    { what: 'p50 of a get: × direct', is: ratioAt(single, 0.5), most: 1.1 },
    { what: 'p99 of a get: × direct', is: ratioAt(single, 0.99), most: 1.3 },
  ];
  const at = (share: number) => [
    `p${share * 100}, ms`,
    round(quantile(single.direct, share)),
    round(quantile(single.handler, share)),
    ratioAt(single, share).toFixed(3),
  ];
  const cost = (name: string, key: keyof Cost) => [
    name,
    round(direct[key]),
    round(handler[key]),
    (handler[key] / direct[key]).toFixed(2),
  ];
  const text = [
    `${GETS} gets each, in turns, warm, to a simulated Atlas with ${DELAY_SECONDS * 1_000} ms of delay in a process of its own.`,
    table(['get', 'undici alone', 'through the handler', '×'], [at(0.5), at(0.9), at(0.99)]),
    `${AT_ONCE} at once (time until the last answer, processor time of this process, growth of its memory):`,
    table(
      [`${AT_ONCE} gets`, 'undici alone', 'through the handler', '×'],
      [cost('wall, ms', 'wallMs'), cost('processor, ms', 'cpuMs'), cost('memory, MB', 'megabytes')],
    ),
  ].join('\n\n');
  return { name: 'latency', text, budgets };
}

interface Singles {
  readonly handler: readonly number[];
  readonly direct: readonly number[];
}

const ratioAt = ({ handler, direct }: Singles, share: number) =>
  quantile(handler, share) / quantile(direct, share);

async function oneByOne({ handler, direct }: Ways): Promise<Singles> {
  const times = { handler: [] as number[], direct: [] as number[] };
  for (let run = 0; run < WARM_UP + GETS; run++)
    // Whoever goes second has a warmer machine: they take turns in that too.
    for (const way of run % 2 === 0 ? (['direct', 'handler'] as const) : (['handler', 'direct'] as const)) {
      const from = performance.now();
      await (way === 'direct' ? direct() : handler());
      if (run >= WARM_UP) times[way].push(performance.now() - from);
    }
  return times;
}

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly megabytes: number;
}

async function atOnce(get: () => Promise<void>): Promise<Cost> {
  for (let run = 0; run < 20; run++) await get();
  const memory = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const from = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, get));
  const wallMs = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  const megabytes = (process.memoryUsage().rss - memory) / 1e6;
  return { wallMs, cpuMs: (user + system) / 1_000, megabytes };
}

/** A new one each time: Atlas' limits count what came before. */
async function withSimulator<Result>(run: (ways: Ways) => Promise<Result>): Promise<Result> {
  const simulator = await startSimulatorProcess();
  const ways = await waysTo(simulator);
  try {
    await simulator.addFault({
      kind: 'slow',
      operation: 'getFlexCluster',
      delaySeconds: DELAY_SECONDS,
      times: 0,
    });
    return await run(ways);
  } finally {
    await ways.close();
    await simulator.close();
  }
}

async function waysTo({ url, account }: RunningSimulator): Promise<Ways> {
  const atlas = new AtlasClient({
    baseUrl: url,
    clock: wallClock,
    credential: async () => ({ kind: 'serviceAccount', ...account }),
  });
  const policy = { allowDownload: true };
  const services = { atlas, policy, clock: wallClock, log: silentLog } as unknown as Services<SharedNeed>;
  const endpoint = await loadFunction('functions/atlas/endpoint.ts', services, {
    OPERATION: 'getFlexCluster',
  });
  // As large as the client's: answers of Atlas come one a connection.
  const dispatcher = new Agent({ allowH2: false });
  const authorization = `Bearer ${await tokenFrom(url, account)}`;
  return {
    handler: () => throughHandler(endpoint),
    direct: async () => {
      const { statusCode, body } = await request(url + PATH, {
        dispatcher,
        headers: { accept: ACCEPT, authorization },
      });
      await body.text();
      if (statusCode !== 200) throw new Error(`The simulated Atlas answered ${statusCode}.`);
    },
    close: async () => {
      await atlas.close();
      await dispatcher.close();
    },
  };
}

async function throughHandler(endpoint: LambdaHandler): Promise<void> {
  const event = {
    version: '2.0',
    rawPath: PATH,
    rawQueryString: '',
    headers: { accept: ACCEPT },
    pathParameters: { groupId: PROJECT, name: 'Accounts' },
    requestContext: { domainName: 'restore.example.com' },
    isBase64Encoded: false,
  };
  const { statusCode } = (await endpoint(event, {})) as { statusCode: number };
  if (statusCode !== 200) throw new Error(`The endpoint answered ${statusCode}.`);
}

async function tokenFrom(
  url: string,
  { clientId, clientSecret }: RunningSimulator['account'],
): Promise<string> {
  const answer = await fetch(`${url}/api/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
