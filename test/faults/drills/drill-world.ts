/**
 * Drills with something going wrong on their way, and what is left when their deadline and one sweep more have passed.
 * Everything is the service's own; what goes wrong goes wrong at the edge: at Atlas, in what the drill's functions call
 * of AWS, or with the execution.
 */
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import { DRILLS } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Service, startService } from '../../../infra/local/service.ts';
import { monthOf } from '../../../lib/drills/costs/month.ts';
import type { DrillRecord } from '../../../lib/drills/record.ts';
import { silentLog } from '../../../lib/log.ts';
import { type JumpTime, jumpTime } from '../../support/jump-time.ts';
import { OwnCalls, type OwnFault } from './own-calls.ts';

export interface Trouble {
  readonly atlas?: readonly FaultSpec[];
  readonly own?: OwnFault;
  /** After which event of its execution's history that is stopped, so that no Catch runs. */
  readonly stopAfter?: number;
}

export interface Came {
  readonly record: DrillRecord | undefined;
  readonly atlasCalls: number;
  readonly ownCalls: readonly string[];
  readonly events: number;
  /** How much of what was to go wrong has. */
  readonly hits: number;
  /** What stands in the drill project, and who is let in. */
  readonly left: readonly string[];
  /** When nothing was to be done any more, by the service's clock. */
  readonly overAt: number;
  /** Restores that Atlas has of this drill, and how they ended. */
  readonly jobs: readonly string[];
}

/** What a hanging Atlas costs a test in real time. */
const LONGEST_TIMER_MS = 1_000;
const SWEEP_SECONDS = 300;
/** Longer than a token lives: each drill signs in anew. */
const BETWEEN_SECONDS = 3_700;
/** As EventBridge asks again; it would do so for a day. */
const FIRE_TRIES = 12;

export const PLAN = 'faulty';

export class DrillWorld {
  readonly service: Service;
  readonly #time: JumpTime;
  readonly #own: OwnCalls;
  #id = '';
  #events = 0;
  #stopAfter: number | undefined;
  #stopped = 0;

  static async start(source: { readonly projectId: string; readonly name: string }): Promise<DrillWorld> {
    const time = jumpTime(undefined, LONGEST_TIMER_MS);
    let world: DrillWorld | undefined;
    const service = await startService({
      port: 0,
      speed: 1,
      allowedTargets: [],
      log: silentLog,
      time,
      dataEndpoints: true,
      onEvent: ({ execution }) => world?.count(execution),
      drills: {
        projectId: DRILLS.id,
        network: { natEip: ['127.0.0.1/32'] },
        prices: {
          asOf: '2026-11-01',
          clusterHour: { M10: 0.08, FLEX: 0.011 },
          diskGBMonth: 0.1,
          restoreTransferGB: 0.02,
          natHour: 0.05,
        },
        // Hundreds of drills of one month, and money is not what is tried.
        budget: { perMonthUsd: 100_000 },
        plans: [
          {
            name: PLAN,
            sources: [source],
            schedule: 'rate(1 day)',
            // What goes wrong takes its time: here it is not the objective that is tried.
            objectives: { rtoMinutes: 10_000, rpoMinutes: 1_000_000, whenMissed: 'warn' },
          },
        ],
      },
    });
    world = new DrillWorld(service, time);
    return world;
  }

  private constructor(service: Service, time: JumpTime) {
    this.service = service;
    this.#time = time;
    this.#own = new OwnCalls(service.drills.services);
  }

  count(execution: string): void {
    if (execution !== this.#id) return;
    this.#events += 1;
    if (this.#events !== this.#stopAfter) return;
    this.service.drills.stop(execution);
    this.#stopped += 1;
  }

  async run({ atlas = [], own, stopAfter }: Trouble): Promise<Came> {
    const { simulator } = this.service;
    if (simulator === undefined) throw new Error('The world has a simulator.');
    this.#time.advance(BETWEEN_SECONDS);
    const time = this.#time.clock.now().toISOString();
    simulator.faults.clear();
    const requestsBefore = simulator.requests().at(-1);
    for (const fault of atlas) simulator.faults.add(fault);
    this.#events = 0;
    this.#stopped = 0;
    this.#stopAfter = stopAfter;
    this.#own.begin(own);
    const id = await this.#fire(time);
    const record = await this.#settle(id);
    const overAt = this.#time.clock.now().getTime();
    const faultsLeft = simulator.faults.list().length;
    simulator.faults.clear();
    const requests = simulator.requests();
    const { calls, hits } = this.#own.end();
    return {
      record,
      atlasCalls:
        requests.length - (requestsBefore === undefined ? 0 : requests.lastIndexOf(requestsBefore) + 1),
      ownCalls: calls,
      events: this.#events,
      hits: atlas.length - faultsLeft + hits + this.#stopped,
      left: await this.#left(record),
      overAt,
      jobs: simulator
        .jobs()
        .filter(({ target }) => target?.name === record?.target?.name && record?.target !== undefined)
        .map(({ status }) => status),
    };
  }

  close(): Promise<void> {
    return this.service.close();
  }

  /** The execution's history is counted from its start: the id is known before. */
  async #fire(time: string): Promise<string> {
    const { drills } = this.service;
    const { newDrill, startOfTime } = await import('../../../lib/drills/new-drill.ts');
    const [plan] = drills.services.drills.plans;
    const [source] = plan?.sources ?? [];
    if (plan === undefined || source === undefined || !('name' in source))
      throw new Error('There is one plan.');
    const start = startOfTime(new Date(time));
    const trigger = { kind: 'schedule', by: 'test', at: time } as const;
    this.#id = newDrill({ plan, source, trigger, start, simulated: true, now: new Date(time) }).id;
    for (let tries = 1; ; tries += 1) {
      try {
        await drills.fire(PLAN, time);
        return this.#id;
      } catch (error) {
        if (tries === FIRE_TRIES) throw error;
        this.#time.advance(60);
      }
    }
  }

  /** Its execution, then sweeps, until nothing is to be done any more or a day and a half has passed. */
  async #settle(id: string): Promise<DrillRecord | undefined> {
    const { drills } = this.service;
    const { drillLedger } = drills.services;
    await drills.endOf(id);
    for (let rounds = 0; rounds < 432; rounds += 1) {
      const record = await this.#quietly(() => drillLedger.getDrill(id));
      if (record?.phase === 'DONE' && !record.pendingEvents?.length) return record;
      this.#time.advance(SWEEP_SECONDS);
      await drills.sweep().catch(() => {});
      await this.service.sweep().catch(() => {});
      await drills.endOf(id);
    }
    return this.#quietly(() => drillLedger.getDrill(id));
  }

  async #left(record: DrillRecord | undefined): Promise<readonly string[]> {
    if (record === undefined) return [];
    const { drills, simulator } = this.service;
    const { places } = await this.#quietly(() => drills.services.drillLedger.places());
    const month = monthOf(record.marks.startedAt ?? record.createdAt);
    const { reserved } = await this.#quietly(() => drills.services.drillLedger.month(month));
    const clusters = simulator?.fleet.deployments.filter(
      ({ projectId, deleteRequestedAt }) => projectId === DRILLS.id && deleteRequestedAt === undefined,
    );
    const { users = [], entries = [] } = simulator?.access(DRILLS.id) ?? {};
    return [
      ...(clusters ?? []).map(({ name }) => `cluster ${name}`),
      ...users.map((user) => `user ${user}`),
      ...entries.map((entry) => `access entry ${entry}`),
      ...places.map((place) => `place of ${place.id}`),
      ...reserved.map((money) => `money of ${money.id}`),
    ];
  }

  /** A look of the test's own, which nothing goes wrong with. */
  #quietly<Answer>(look: () => Promise<Answer>): Promise<Answer> {
    return this.#own.quietly(look);
  }
}
