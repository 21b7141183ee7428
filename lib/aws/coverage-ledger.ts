/**
 * Coverage in the ledger's table: two items a project, and a head, by single-item conditional writes as everywhere there;
 * and the set of drills that have ended since.
 */
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type {
  Announced,
  CoverageChange,
  CoverageHead,
  ProjectCoverage,
  ReviewCoverage,
} from '../coverage/record.ts';
import type { AwsConnection } from './connection.ts';
import { LedgerConflict } from './ledger-conflict.ts';

/** Tells the world what is not told yet. */
export interface CoverageAnnouncer {
  /** Whether all of it is told now. Never throws. */
  tell(changes: readonly CoverageChange[]): Promise<boolean>;
  close(): void;
}

const HEAD = 'coverage-head';
const ENDED = 'coverage-ended';
const projectKey = (id: string): string => `coverage#${id}`;
const reviewsKey = (projectId: string): string => `coverage-reviews#${projectId}`;

export class CoverageLedger {
  readonly #table: string;
  readonly #client: DynamoDBDocumentClient;
  readonly #announcer: CoverageAnnouncer | undefined;

  /** @param announcer of the function that computes; who only reads has none */
  constructor(table: string, connection: AwsConnection = {}, announcer?: CoverageAnnouncer) {
    this.#table = table;
    this.#announcer = announcer;
    const client = new DynamoDBClient(connection);
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  head(): Promise<CoverageHead | undefined> {
    return this.#get<CoverageHead>(HEAD);
  }

  project(id: string): Promise<ProjectCoverage | undefined> {
    return this.#get<ProjectCoverage>(projectKey(id));
  }

  reviews(projectId: string): Promise<ReviewCoverage | undefined> {
    return this.#get<ReviewCoverage>(reviewsKey(projectId));
  }

  /** Undefined: somebody else has written it since it was read. */
  claim(head: CoverageHead): Promise<CoverageHead | undefined> {
    return this.#replace(HEAD, head);
  }

  /** @throws {LedgerConflict} somebody else has written it since it was read */
  saveHead(head: CoverageHead): Promise<CoverageHead> {
    return this.#save(HEAD, head);
  }

  /**
   * Writes nothing where nothing is new or to be told.
   * @param before as it was read
   * @throws {LedgerConflict} somebody else has written it since
   */
  saveProject(before: ProjectCoverage | undefined, project: ProjectCoverage): Promise<ProjectCoverage> {
    return this.#saveNew(projectKey(project.projectId), before, project);
  }

  /** As `saveProject`. */
  saveReviews(before: ReviewCoverage | undefined, reviews: ReviewCoverage): Promise<ReviewCoverage> {
    return this.#saveNew(reviewsKey(reviews.projectId), before, reviews);
  }

  /** Ids of drills that have ended and that nobody has read for coverage yet. */
  async ended(): Promise<readonly string[]> {
    const command = new GetCommand({ TableName: this.#table, Key: { pk: ENDED }, ConsistentRead: true });
    const ids = (await this.#client.send(command)).Item?.ids as ReadonlySet<string> | undefined;
    return [...(ids ?? [])];
  }

  /** Whoever computes at this moment sees it before they go; where they fail, the next one does. */
  drillEnded(id: string): Promise<void> {
    return this.#changeEnded('ADD', [id]);
  }

  /** @param ids coverage knows them now */
  async endedRead(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#changeEnded('DELETE', ids);
  }

  close(): void {
    this.#client.destroy();
    this.#announcer?.close();
  }

  /** Of the set where it lies: many drills may end in one moment, and none of them waits for another. */
  async #changeEnded(how: 'ADD' | 'DELETE', ids: readonly string[]): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: { pk: ENDED },
        UpdateExpression: `${how} ids :ids`,
        ExpressionAttributeValues: { ':ids': new Set(ids) },
      }),
    );
  }

  async #saveNew<Item extends Announced>(pk: string, before: Item | undefined, item: Item): Promise<Item> {
    if (isDeepStrictEqual(before, item) && item.pending.length === 0) return item;
    return this.#save(pk, item);
  }

  /** What is to be told is written first, then told, then written off: cut off in between, it is told once more. */
  async #save<Item extends Announced>(pk: string, item: Item): Promise<Item> {
    const saved = await this.#replace(pk, item);
    if (saved === undefined) throw new LedgerConflict(pk);
    if (saved.pending.length === 0 || !this.#announcer) return saved;
    if (!(await this.#announcer.tell(saved.pending))) return saved;
    return (await this.#replace(pk, { ...saved, pending: [] })) ?? saved;
  }

  async #get<Item>(pk: string): Promise<Item | undefined> {
    const command = new GetCommand({ TableName: this.#table, Key: { pk }, ConsistentRead: true });
    return (await this.#client.send(command)).Item?.coverage as Item | undefined;
  }

  /** Undefined when the revision that was read is no longer the current one. */
  async #replace<Item extends Announced>(pk: string, item: Item): Promise<Item | undefined> {
    const coverage = { ...item, revision: item.revision + 1 };
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { pk, version: coverage.revision, coverage },
          ...(item.revision === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'version = :expected',
                ExpressionAttributeValues: { ':expected': item.revision },
              }),
        }),
      );
      return coverage;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}
