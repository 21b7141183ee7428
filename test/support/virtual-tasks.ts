/** The workflow's tasks under {@link VirtualTime}: waits of the definition and pauses of its retries are slept on it. */
import type { LambdaHandler } from '../../lib/lambda.ts';
import type { VirtualTime } from './virtual-time.ts';

interface RetryRule {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

/** As many as Lambda runs at once in one account; the rest stand in line. */
const MOST_AT_ONCE = 1_000;

export class VirtualTasks {
  readonly #time: VirtualTime;
  readonly #line: (() => void)[] = [];
  readonly #tries = new Map<string, number>();
  readonly #onEnd: () => void;
  #running = 0;
  /** Tasks that have begun and not come back, asleep or not; without those in line. */
  underWay = 0;

  get inLine(): number {
    return this.#line.length;
  }

  constructor(time: VirtualTime, onEnd: () => void) {
    this.#time = time;
    this.#onEnd = onEnd;
  }

  wrap(task: LambdaHandler, rules: readonly RetryRule[]): LambdaHandler {
    return async (event, context) => {
      const { id } = event as { id: string };
      this.underWay += 1;
      try {
        const output = await this.#inTurn(() => task(event, context));
        this.#tries.delete(id);
        const { waitSeconds = 0 } = output as { waitSeconds?: number };
        if (waitSeconds > 0) await this.#time.sleep(waitSeconds * 1_000);
        return output;
      } catch (error) {
        await this.#time.sleep(this.#pauseMs(id, error, rules));
        throw error;
      } finally {
        this.underWay -= 1;
      }
    };
  }

  async #inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.#running >= MOST_AT_ONCE) {
      this.underWay -= 1;
      await new Promise<void>((resolve) => this.#line.push(resolve));
      this.underWay += 1;
    }
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#onEnd();
      this.#line.shift()?.();
    }
  }

  /** What the engine would wait before it retries: its own pauses are switched off. */
  #pauseMs(id: string, error: unknown, rules: readonly RetryRule[]): number {
    const { name } = error as Error;
    const rule = rules.find(
      ({ ErrorEquals }) => ErrorEquals.includes(name) || ErrorEquals.includes('States.TaskFailed'),
    );
    if (rule === undefined) return 0;
    const tries = this.#tries.get(id) ?? 0;
    this.#tries.set(id, tries + 1);
    const seconds = Math.min(
      rule.IntervalSeconds * rule.BackoffRate ** tries,
      rule.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
    );
    return seconds * 1_000 * (rule.JitterStrategy === 'FULL' ? Math.random() : 1);
  }
}
