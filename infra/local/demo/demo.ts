/** The demonstration: a dedicated and a Flex restore through the API, side by side, watched until both have ended. */
// Not fetch: that refuses ports which somebody may well have chosen.
import { request } from 'undici';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { PRODUCTION, RESTORE_TEST } from '../atlas-simulator/fleet.ts';
import type { Display } from './display.ts';
import { timelineOf } from './timeline.ts';

export const DEMO_REQUESTS = [
  requestOf('Orders', 'restore-target'),
  requestOf('Accounts', 'restore-target-flex'),
] as const;

/** Often enough to look alive, seldom enough to cost nothing. */
const LOOK_EVERY_MS = 200;

export interface DemoOptions {
  readonly url: string;
  readonly speed: number;
  readonly display: Display;
  readonly signal: AbortSignal;
}

/** True when every restore of it succeeded. */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  const { display, speed } = options;
  const started = await Promise.all(DEMO_REQUESTS.map((body) => start(options, body)));
  const ended = await Promise.all(started.map((restore) => follow(options, restore)));
  display.done();
  for (const restore of ended) display.print(timelineOf(restore, speed));
  return ended.every(({ status }) => status === 'SUCCEEDED');
}

function requestOf(source: string, target: string) {
  return {
    source: { projectId: PRODUCTION.id, name: source },
    snapshot: 'latest',
    target: { projectId: RESTORE_TEST.id, name: target },
  };
}

/** A restore of an interrupted run that is still going on is joined; one that has ended is made again. */
async function start(options: DemoOptions, body: object): Promise<RestoreView> {
  const first = await post(options, body);
  const isOver = first.status !== 'QUEUED' && first.status !== 'RUNNING';
  return first.repeated && isOver ? post(options, { ...body, again: true }) : first;
}

async function post(
  { url, signal }: DemoOptions,
  body: object,
): Promise<RestoreView & { repeated?: boolean }> {
  const answer = await request(`${url}/v1/restores`, { method: 'POST', body: JSON.stringify(body), signal });
  const said = (await answer.body.json()) as RestoreView & { errorCode?: string; detail?: string };
  if (answer.statusCode === 202) return said;
  throw new Error(`The demonstration was refused: ${said.errorCode}: ${said.detail}`);
}

async function follow({ url, display, signal }: DemoOptions, restore: RestoreView): Promise<RestoreView> {
  let current = restore;
  display.show(current);
  while (current.status === 'QUEUED' || current.status === 'RUNNING') {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const answer = await request(`${url}${current.links.self}`, { signal });
    current = (await answer.body.json()) as RestoreView;
    display.show(current);
  }
  return current;
}
