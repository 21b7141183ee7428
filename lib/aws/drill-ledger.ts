/** Drills in the ledger's table: their records, who has a place, and what was verified last. Single-item conditional writes, as everywhere there. */
import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredBaseline } from '../drills/baseline.ts';
import type { CollectionSeen } from '../drills/checks/observation.ts';
import type { MonthSpent } from '../drills/costs/month.ts';
import { packed, unpacked } from '../drills/packed.ts';
import type { DrillPlace } from '../drills/places.ts';
import { NEVER_FAILED, type PlanChange, type PlanStanding } from '../drills/plans/suspension.ts';
import type { DrillRecord } from '../drills/record.ts';
import type { Place } from '../restores/families/family.ts';
import type { RestoreRecord } from '../restores/record.ts';
import type { AwsConnection } from './connection.ts';
import { LedgerConflict } from './ledger-conflict.ts';
import { drillItem, drillKey, planItem, planKey, restoreKey, sourceKey } from './ledger-items.ts';
import { newestFirst, shardsOf, unfinished, unfinishedKeys } from './ledger-lists.ts';
import { recordsWithin, type SpanQuery, type SpanRead } from './ledger-span.ts';

/** Tells the world what a record says is not told yet. */
export interface DrillAnnouncer {
  /** Whether all of it is told now. Never throws. */
  tell(record: DrillRecord): Promise<boolean>;
  tellPlan(plan: string, changes: readonly PlanChange[]): Promise<boolean>;
  close(): void;
}

export interface DrillListQuery {
  /** Absent, and no source: of all. */
  readonly plan?: string;
  /** Then the plan does not count. */
  readonly source?: Place;
  readonly limit: number;
  /** `createdKey` of the last drill of the page before. */
  readonly cursor?: string;
}

export interface DrillPlaces {
  /** Another one with every write; absent before the first. */
  readonly revision?: string;
  readonly places: readonly DrillPlace[];
}

export interface LedgerMonth extends MonthSpent {
  /** Another one with every write; absent before the first. */
  readonly revision?: string;
}

const PLACES = 'drill-places';
const monthKey = (month: string): string => `drill-costs#${month}`;
/** What was seen waits for the verdict; a drill takes a day at most. */
const OBSERVED_SECONDS = 8 * 86_400;

export class DrillLedger {
  readonly #table: string;
  readonly #client: DynamoDBDocumentClient;
  readonly #announcer: DrillAnnouncer | undefined;

  /** @param announcer of a function that writes; without it what is to be told stays pending */
  constructor(table: string, connection: AwsConnection = {}, announcer?: DrillAnnouncer) {
    this.#table = table;
    this.#announcer = announcer;
    const client = new DynamoDBClient(connection);
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  /** Writes a new record; when the id is taken, returns what is there instead. */
  async createDrill(record: DrillRecord): Promise<{ created: boolean; record: DrillRecord }> {
    const first = { ...record, version: 1 };
    if (await this.#put(drillItem(first), 'attribute_not_exists(pk)'))
      return { created: true, record: first };
    const existing = await this.getDrill(record.id);
    if (existing === undefined) throw new LedgerConflict(record.id);
    return { created: false, record: existing };
  }

  async getDrill(id: string): Promise<DrillRecord | undefined> {
    return (await this.#get(drillKey(id)))?.record as DrillRecord | undefined;
  }

  /** A drill's own, as far as it has come. */
  async getRestore(id: string): Promise<RestoreRecord | undefined> {
    return (await this.#get(restoreKey(id)))?.record as RestoreRecord | undefined;
  }

  /** Replaces the version that was read. Throws {@link LedgerConflict} when it is no longer the current one. */
  async saveDrill(record: DrillRecord): Promise<DrillRecord> {
    const next = await this.#replace(record);
    if (next === undefined) throw new LedgerConflict(record.id);
    return this.announce(next);
  }

  /** Tells what is pending, and then writes that it is told; once more, under the same id, where that is cut off. */
  async announce(record: DrillRecord): Promise<DrillRecord> {
    if (!this.#announcer || !record.pendingEvents?.length) return record;
    if (!(await this.#announcer.tell(record))) return record;
    const { pendingEvents: _, ...told } = record;
    return (await this.#replace(told)) ?? record;
  }

  async listDrills({
    plan,
    source,
    limit,
    cursor,
  }: DrillListQuery): Promise<{ drills: readonly DrillRecord[]; next?: string }> {
    const ofAll = plan === undefined ? 'byTime' : 'byStatus';
    const { records, next } = await newestFirst<DrillRecord>(this.#client, this.#table, {
      index: source === undefined ? ofAll : 'bySource',
      partitions:
        source === undefined
          ? shardsOf([plan === undefined ? 'drills' : `drills-of#${plan}`])
          : [sourceKey(source)],
      limit,
      cursor,
    });
    return { drills: records, ...(next !== undefined && { next }) };
  }

  drillsWithin<Kept>(query: SpanQuery<DrillRecord, Kept>): Promise<SpanRead<Kept>> {
    return recordsWithin(this.#client, this.#table, 'drills', query);
  }

  /** Restores, as a report of drills names them beside. */
  restoresWithin<Kept>(query: SpanQuery<RestoreRecord, Kept>): Promise<SpanRead<Kept>> {
    return recordsWithin(this.#client, this.#table, 'restores', query);
  }

  /** Drills that somebody must still do something about; by the index, so a moment old. */
  unfinishedDrills(): AsyncIterable<DrillRecord> {
    return unfinished<DrillRecord>(this.#client, this.#table, 'unfinished-drills');
  }

  async places(): Promise<DrillPlaces> {
    const item = await this.#get(PLACES);
    return item === undefined
      ? { places: [] }
      : { revision: String(item.revision), places: item.places as DrillPlace[] };
  }

  /** Replaces what was seen; false when it is no longer that. */
  savePlaces({ revision }: DrillPlaces, places: readonly DrillPlace[]): Promise<boolean> {
    const item = { pk: PLACES, revision: randomUUID(), places };
    return revision === undefined
      ? this.#put(item, 'attribute_not_exists(pk)')
      : this.#put(item, 'revision = :seen', { ':seen': revision });
  }

  /** @param month `2026-11` */
  async month(month: string): Promise<LedgerMonth> {
    const item = await this.#get(monthKey(month));
    if (item === undefined) return { plans: [], reserved: [] };
    const { plans, reserved } = item as unknown as MonthSpent;
    return { revision: String(item.revision), plans, reserved };
  }

  /** Replaces what was seen; false when it is no longer that. */
  saveMonth(month: string, { revision }: LedgerMonth, { plans, reserved }: MonthSpent): Promise<boolean> {
    const item = { pk: monthKey(month), revision: randomUUID(), plans, reserved };
    return revision === undefined
      ? this.#put(item, 'attribute_not_exists(pk)')
      : this.#put(item, 'revision = :seen', { ':seen': revision });
  }

  async baseline(source: string): Promise<{ version: number; stored?: StoredBaseline }> {
    const item = await this.#get(`baseline#${source}`);
    if (item === undefined) return { version: 0 };
    return { version: Number(item.version), stored: unpacked(String(item.packed)) as StoredBaseline };
  }

  /** Replaces the version that was read; false when it is no longer the current one. */
  saveBaseline(source: string, version: number, stored: StoredBaseline): Promise<boolean> {
    const item = { pk: `baseline#${source}`, version: version + 1, packed: packed(stored) };
    return version === 0
      ? this.#put(item, 'attribute_not_exists(pk)')
      : this.#put(item, 'version = :expected', { ':expected': version });
  }

  /** How a plan stands, whether the configuration has it or not. */
  async planStanding(plan: string): Promise<{ version: number; standing: PlanStanding }> {
    const item = await this.#get(planKey(plan));
    if (item === undefined) return { version: 0, standing: NEVER_FAILED };
    return { version: Number(item.version), standing: item.standing as PlanStanding };
  }

  /** Replaces the version that was read, and tells what is to be told; false when it is no longer the current one. */
  async savePlanStanding(plan: string, version: number, standing: PlanStanding): Promise<boolean> {
    if (!(await this.#putStanding(plan, version, standing))) return false;
    await this.#announceStanding(plan, version + 1, standing);
    return true;
  }

  /** Tells of plans what could not be told when it was written. */
  async announcePlans(): Promise<void> {
    // The index may be a moment old: what is told is read anew.
    for await (const pk of unfinishedKeys(this.#client, this.#table, 'unfinished-plans')) {
      const plan = pk.slice(planKey('').length);
      const { version, standing } = await this.planStanding(plan);
      await this.#announceStanding(plan, version, standing);
    }
  }

  /** What a drill saw, until its verdict says whether others are compared with it. */
  async saveObserved(id: string, collections: readonly CollectionSeen[], now: Date): Promise<void> {
    const deleteAfter = Math.ceil(now.getTime() / 1_000) + OBSERVED_SECONDS;
    await this.#put({ pk: `observed#${id}`, packed: packed(collections), deleteAfter });
  }

  async observed(id: string): Promise<readonly CollectionSeen[] | undefined> {
    const item = await this.#get(`observed#${id}`);
    return item && (unpacked(String(item.packed)) as readonly CollectionSeen[]);
  }

  /** What Atlas says is in the snapshot. Undefined: it does not say. */
  async saveExpected(id: string, namespaces: readonly string[] | undefined, now: Date): Promise<void> {
    const deleteAfter = Math.ceil(now.getTime() / 1_000) + OBSERVED_SECONDS;
    await this.#put({ pk: `expected#${id}`, packed: packed(namespaces ?? null), deleteAfter });
  }

  async expected(id: string): Promise<readonly string[] | undefined> {
    const item = await this.#get(`expected#${id}`);
    return item && ((unpacked(String(item.packed)) as readonly string[] | null) ?? undefined);
  }

  close(): void {
    this.#client.destroy();
    this.#announcer?.close();
  }

  /** Undefined when the version that was read is no longer the current one. */
  async #replace(record: DrillRecord): Promise<DrillRecord | undefined> {
    const next = { ...record, version: record.version + 1 };
    const condition = { ':expected': record.version };
    return (await this.#put(drillItem(next), 'version = :expected', condition)) ? next : undefined;
  }

  /** Tells what is pending, and then writes that it is told; once more, under the same id, where that is cut off. */
  async #announceStanding(plan: string, version: number, standing: PlanStanding): Promise<void> {
    const { pending = [], ...told } = standing;
    if (!this.#announcer || pending.length === 0) return;
    if (await this.#announcer.tellPlan(plan, pending)) await this.#putStanding(plan, version, told);
  }

  #putStanding(plan: string, version: number, standing: PlanStanding): Promise<boolean> {
    const item = planItem(plan, version + 1, standing);
    return version === 0
      ? this.#put(item, 'attribute_not_exists(pk)')
      : this.#put(item, 'version = :expected', { ':expected': version });
  }

  async #get(pk: string): Promise<Record<string, unknown> | undefined> {
    const command = new GetCommand({ TableName: this.#table, Key: { pk }, ConsistentRead: true });
    return (await this.#client.send(command)).Item;
  }

  /** False when the condition did not hold. */
  async #put(
    Item: Record<string, unknown>,
    ConditionExpression?: string,
    values?: Record<string, unknown>,
  ): Promise<boolean> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item,
          ...(ConditionExpression !== undefined && { ConditionExpression }),
          ...(values && { ExpressionAttributeValues: values }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
