/** Tells EventBridge what became of drills, and of plans whose drills leave something behind. */
import type { PlanChange } from '../drills/plans/suspension.ts';
import type { DrillRecord } from '../drills/record.ts';
import { pendingDrillEvents } from '../events/drill-event.ts';
import { PLAN_CHANGE, planEvent } from '../events/plan-event.ts';
import type { Log } from '../log.ts';
import type { AwsConnection } from './connection.ts';
import type { DrillAnnouncer } from './drill-ledger.ts';
import { EventBus } from './event-bus.ts';

export class DrillEvents implements DrillAnnouncer {
  readonly #bus: EventBus;

  constructor(bus: string, log: Log, connection: AwsConnection = {}) {
    this.#bus = new EventBus(bus, log, connection);
  }

  tell(record: DrillRecord): Promise<boolean> {
    return this.#bus.put(pendingDrillEvents(record), { drillId: record.id });
  }

  tellPlan(plan: string, changes: readonly PlanChange[]): Promise<boolean> {
    const entries = changes.map((change) => ({
      detailType: PLAN_CHANGE,
      at: change.at,
      detail: planEvent(plan, change),
    }));
    return this.#bus.put(entries, { plan });
  }

  close(): void {
    this.#bus.close();
  }
}
