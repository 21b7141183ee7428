/** Services of a process that dies at a chosen moment: right after a call was made, before its answer is used. */
import type { AtlasClient } from '../../../../lib/atlas/client.ts';
import type { Ledger } from '../../../../lib/aws/ledger.ts';
import type { RestoreContext } from '../../../../lib/restores/context.ts';

export class Crash extends Error {
  override name = 'Crash' as const;
}

export interface Crashing {
  readonly services: Pick<RestoreContext, 'ledger' | 'atlas'>;
  /** What was called so far: methods of the ledger, operations of Atlas. A call that failed by itself is not among them. */
  readonly calls: readonly string[];
}

/** `at`: numbers of calls, the first is 1. */
export function crashing(context: Pick<RestoreContext, 'ledger' | 'atlas'>, at: readonly number[]): Crashing {
  const calls: string[] = [];
  const done = (name: string) => {
    calls.push(name);
    if (at.includes(calls.length)) throw new Crash(`after ${name}`);
  };
  return { services: { ledger: watched(context.ledger, done), atlas: relay(context.atlas, done) }, calls };
}

/** A ledger that says what was done in it. */
export function watched(ledger: Ledger, done: (method: string) => unknown): Ledger {
  return new Proxy(ledger, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key, target);
      if (typeof method !== 'function') return method;
      return async (...parameters: unknown[]) => {
        const answer: unknown = await Reflect.apply(method, target, parameters);
        await done(String(key));
        return answer;
      };
    },
  });
}

/** A client that says which operations were answered, page by page where it is a list. */
export function relay(
  atlas: AtlasClient,
  done: (operation: string) => unknown,
  call: (name: string) => AtlasClient = () => atlas,
): AtlasClient {
  async function* each<Item>(name: string, list: AsyncIterable<Item>) {
    for await (const item of list) {
      await done(name);
      yield item;
    }
  }
  const relayed: Pick<AtlasClient, 'call' | 'pages' | 'items' | 'limitedTo' | 'rateSeen'> = {
    call: async (name, request, options) => {
      const answer = await call(name).call(name, request, options);
      await done(name);
      return answer;
    },
    pages: (name, request, options) => each(name, atlas.pages(name, request, options)) as never,
    items: (name, request, options) => atlas.items(name, request, options),
    rateSeen: (family, projectId) => atlas.rateSeen(family, projectId),
    limitedTo: (limits) => relay(atlas.limitedTo(limits), done),
  };
  return relayed as AtlasClient;
}
