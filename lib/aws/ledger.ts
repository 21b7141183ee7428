/**
 * The ledger: one DynamoDB table, single-item conditional writes only (design, decision 13). Every write that
 * changes state says which state it expects; who lost the race reads again.
 */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DrillRecord } from '../drills/record.ts';
import type { PastRestore } from '../restores/expected-duration.ts';
import type { RateBudget } from '../restores/rate-budget.ts';
import { isActive, type RestoreRecord } from '../restores/record.ts';
import type { AwsConnection } from './connection.ts';
import { budgetOf, putBudget, readBudget, takePlaces } from './ledger-budget.ts';
import { LedgerConflict } from './ledger-conflict.ts';
import { drillKey, isUnassured, restoreItem } from './ledger-items.ts';
import { deleteLine, type Line, type LinePlace, lineOf, putLine, renewFirst } from './ledger-line.ts';
import { countActive, type ListQuery, listRestores, type RestorePage, unfinished } from './ledger-lists.ts';

/** Durations of restores from one source onto one class of target. */
export interface DurationHistory {
  /** Counts the writes. 0: there is none yet. */
  readonly version: number;
  /** Newest first. */
  readonly past: readonly PastRestore[];
}

/** Tells the world what a record says is not told yet. */
export interface Announcer {
  /** Whether all of it is told now. Never throws. */
  tell(record: RestoreRecord): Promise<boolean>;
  close(): void;
}

export class Ledger {
  readonly #announcer: Announcer | undefined;
  readonly #table: string;
  readonly #client: DynamoDBDocumentClient;

  /** @param announcer of a function that writes; without it what is to be told stays pending */
  constructor(table: string, connection: AwsConnection = {}, announcer?: Announcer) {
    this.#table = table;
    this.#announcer = announcer;
    const client = new DynamoDBClient(connection);
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  /** Writes a new record; when the id is taken, returns what is there instead. */
  async createRestore(record: RestoreRecord): Promise<{ created: boolean; record: RestoreRecord }> {
    const first = { ...record, version: 1 };
    if (await this.#put(restoreItem(first), 'attribute_not_exists(pk)'))
      return { created: true, record: await this.announce(first) };
    const existing = await this.getRestore(record.id);
    if (existing === undefined) throw new LedgerConflict(record.id);
    return { created: false, record: existing };
  }

  async getRestore(id: string): Promise<RestoreRecord | undefined> {
    const item = await this.#get(`restore#${id}`);
    return item?.record as RestoreRecord | undefined;
  }

  /** Replaces the version that was read. Throws {@link LedgerConflict} when it is no longer the current one. */
  async saveRestore(record: RestoreRecord): Promise<RestoreRecord> {
    const next = await this.#replace(record);
    if (next === undefined) throw new LedgerConflict(record.id);
    return this.announce(next);
  }

  /**
   * Tells what is pending, and then writes that it is told. Between the two somebody may be cut off or be quicker: then
   * it is told once more, under the same id. Returns the record as it lies in the ledger, as far as is known.
   */
  async announce(record: RestoreRecord): Promise<RestoreRecord> {
    if (!this.#announcer || !record.pendingEvents?.length) return record;
    if (!(await this.#announcer.tell(record))) return record;
    const { pendingEvents: _, ...told } = record;
    return (await this.#replace(told)) ?? record;
  }

  /** Undefined when the version that was read is no longer the current one. */
  async #replace(record: RestoreRecord): Promise<RestoreRecord | undefined> {
    const next = { ...record, version: record.version + 1 };
    const condition = { ':expected': record.version };
    return (await this.#put(restoreItem(next), 'version = :expected', condition)) ? next : undefined;
  }

  /** The drill that a restore may be part of: its functions look whether the target is that drill's own. */
  async getDrill(id: string): Promise<DrillRecord | undefined> {
    return (await this.#get(drillKey(id)))?.record as DrillRecord | undefined;
  }

  listRestores(query: ListQuery): Promise<RestorePage> {
    return listRestores(this.#client, this.#table, query);
  }

  countActive(projectId: string): Promise<number> {
    return countActive(this.#client, this.#table, projectId);
  }

  /** Restores that somebody must still do something about, oldest first within a shard; by the index, so a moment old. */
  unfinishedRestores(): AsyncIterable<RestoreRecord> {
    return unfinished<RestoreRecord>(this.#client, this.#table, 'unfinished');
  }

  /** Restores that have ended and are not in the evidence, or not verified, as they are to be. */
  async *unassuredRestores(): AsyncIterable<RestoreRecord> {
    yield* unfinished<RestoreRecord>(this.#client, this.#table, 'unassured');
    // Who waits for Atlas to leave a target alone, or for the bus, has ended all the same.
    for await (const record of this.unfinishedRestores())
      if (!isActive(record.status) && isUnassured(record)) yield record;
  }

  async durations(key: string): Promise<DurationHistory> {
    const item = await this.#get(`durations#${key}`);
    if (item === undefined) return { version: 0, past: [] };
    return { version: item.version as number, past: item.past as PastRestore[] };
  }

  /** Replaces the version that was read; false when it is no longer the current one. */
  saveDurations(key: string, { version, past }: DurationHistory): Promise<boolean> {
    const item = { pk: `durations#${key}`, version: version + 1, past };
    return version === 0
      ? this.#put(item, 'attribute_not_exists(pk)')
      : this.#put(item, 'version = :expected', { ':expected': version });
  }

  /** Who has a target for itself (the first), and who waits for it. */
  async line(key: string): Promise<Line> {
    return lineOf(await this.#get(`lock#${key}`));
  }

  /** Replaces the line that was seen; false when it is no longer that one. */
  saveLine(key: string, seen: Line, places: readonly LinePlace[]): Promise<boolean> {
    if (places.length === 0) return this.#conditional(this.#client.send(deleteLine(this.#table, key, seen)));
    return this.#conditional(this.#client.send(putLine(this.#table, key, seen, places)));
  }

  /** False when that restore is not the first. */
  renewFirst(key: string, place: LinePlace): Promise<boolean> {
    return this.#conditional(this.#client.send(renewFirst(this.#table, key, place)));
  }

  /** Undefined when it has to be filled up first. */
  async takePlaces(key: string, calls: number, now: number): Promise<RateBudget | undefined> {
    try {
      const { Attributes } = await this.#client.send(takePlaces(this.#table, key, calls, now));
      return budgetOf(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  async rateBudget(key: string): Promise<RateBudget | undefined> {
    return budgetOf((await this.#client.send(readBudget(this.#table, key))).Item);
  }

  /** Replaces the budget that was seen; false when it is no longer that one. */
  saveBudget(key: string, seen: RateBudget | undefined, budget: RateBudget): Promise<boolean> {
    return this.#conditional(this.#client.send(putBudget(this.#table, key, seen, budget)));
  }

  /** Makes the restore the owner of an Atlas job, unless it has one. Returns the owner's id. */
  async ownJob(key: string, owner: string): Promise<string> {
    const item = { pk: `job#${key}`, owner };
    const owned = await this.#put(
      item,
      'attribute_not_exists(pk) OR #owner = :owner',
      { ':owner': owner },
      OWNER,
    );
    return owned ? owner : ((await this.jobOwner(key)) ?? owner);
  }

  async jobOwner(key: string): Promise<string | undefined> {
    return (await this.#get(`job#${key}`))?.owner as string | undefined;
  }

  /**
   * Claims an identical request of one caller for a restore. `instead` is the restore that holds the claim and no
   * longer matters. Returns the restore that holds the claim now.
   */
  async claimRequest(hash: string, restoreId: string, deleteAfter: Date, instead?: string): Promise<string> {
    const item = { pk: `request#${hash}`, restoreId, deleteAfter: Math.ceil(deleteAfter.getTime() / 1000) };
    const claimed =
      instead === undefined
        ? await this.#put(item, 'attribute_not_exists(pk)')
        : await this.#put(item, 'restoreId = :instead', { ':instead': instead });
    return claimed ? restoreId : ((await this.requestClaim(hash)) ?? restoreId);
  }

  async requestClaim(hash: string): Promise<string | undefined> {
    return (await this.#get(`request#${hash}`))?.restoreId as string | undefined;
  }

  close(): void {
    this.#client.destroy();
    this.#announcer?.close();
  }

  async #get(pk: string): Promise<Record<string, unknown> | undefined> {
    const command = new GetCommand({ TableName: this.#table, Key: { pk }, ConsistentRead: true });
    return (await this.#client.send(command)).Item;
  }

  /** False when the condition did not hold. */
  #put(
    Item: Record<string, unknown>,
    ConditionExpression: string,
    values?: Record<string, unknown>,
    names?: Record<string, string>,
  ): Promise<boolean> {
    return this.#conditional(
      this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item,
          ConditionExpression,
          ...(values && { ExpressionAttributeValues: values }),
          ...(names && { ExpressionAttributeNames: names }),
        }),
      ),
    );
  }

  async #conditional(write: Promise<unknown>): Promise<boolean> {
    try {
      await write;
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

/** `owner` is a reserved word of DynamoDB. */
const OWNER = { '#owner': 'owner' };
