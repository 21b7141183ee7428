/** What the functions of drills call of AWS, counted, and one of them failing: before it does anything, or after it has done it. */
import type { DrillServices } from '../../../infra/local/drills/drills.ts';

export interface OwnFault {
  /** Of all calls that a drill makes, from 1. */
  readonly call: number;
  /** `after`: it is done and nobody hears of it, as when a container dies at that moment. */
  readonly when: 'before' | 'after';
  /** Whether the calls that follow fail too, until that many have. @default 1 */
  readonly times?: number;
}

class CallLost extends Error {
  override name = 'CallLost' as const;
}

type Method = (...given: unknown[]) => unknown;

const CALLS = {
  drillLedger: [
    'createDrill',
    'getDrill',
    'saveDrill',
    'places',
    'savePlaces',
    'baseline',
    'saveBaseline',
    'saveObserved',
    'observed',
    'saveExpected',
    'expected',
  ],
  drillWorkflows: ['start', 'stateOf'],
  store: ['putIfAbsent', 'read'],
  index: ['head', 'advanceHead', 'find', 'claim', 'settle'],
  signer: ['publicKey', 'sign'],
} as const;

export class OwnCalls {
  #fault: OwnFault | undefined;
  #calls: string[] = [];
  #hits = 0;
  #isQuiet = true;

  constructor({ drillLedger, drillWorkflows, evidence }: DrillServices) {
    const parts: Readonly<Record<keyof typeof CALLS, object>> = { drillLedger, drillWorkflows, ...evidence };
    for (const [part, methods] of Object.entries(CALLS)) {
      const instance = parts[part as keyof typeof CALLS] as Record<string, Method>;
      for (const name of methods) {
        const real = instance[name]?.bind(instance);
        if (real === undefined) throw new TypeError(`There is no ${part}.${name}.`);
        instance[name] = (...given) => this.#call(`${part} ${name}`, () => real(...given));
      }
    }
  }

  begin(fault: OwnFault | undefined): void {
    this.#fault = fault;
    this.#calls = [];
    this.#hits = 0;
    this.#isQuiet = false;
  }

  end(): { readonly calls: readonly string[]; readonly hits: number } {
    this.#isQuiet = true;
    return { calls: this.#calls, hits: this.#hits };
  }

  async quietly<Answer>(look: () => Promise<Answer>): Promise<Answer> {
    const before = this.#isQuiet;
    this.#isQuiet = true;
    try {
      return await look();
    } finally {
      this.#isQuiet = before;
    }
  }

  async #call(name: string, real: () => unknown): Promise<unknown> {
    if (this.#isQuiet) return real();
    this.#calls.push(name);
    const at = this.#calls.length;
    const { call, when, times = 1 } = this.#fault ?? { call: Number.POSITIVE_INFINITY, when: 'before' };
    if (at < call || at >= call + times) return real();
    this.#hits += 1;
    if (when === 'after') await real();
    throw new CallLost(`${name} was lost.`);
  }
}
