/** Head and keys of the chain of evidence, in the ledger's table. */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { EvidenceIndex, Place } from '../evidence/store.ts';
import type { AwsConnection } from './connection.ts';

const HEAD = 'evidence-head';
const keyOf = (key: string): string => `evidence#${key}`;

export class EvidenceRows implements EvidenceIndex {
  readonly #table: string;
  readonly #client: DynamoDBDocumentClient;

  constructor(table: string, connection: AwsConnection = {}) {
    this.#table = table;
    this.#client = DynamoDBDocumentClient.from(new DynamoDBClient(connection));
  }

  head(): Promise<Place | undefined> {
    return this.#get(HEAD);
  }

  async advance({ sequence, hash }: Place): Promise<void> {
    await this.#put({ pk: HEAD, sequence, hash }, 'attribute_not_exists(pk) OR #sequence < :sequence', {
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':sequence': sequence },
    });
  }

  find(key: string): Promise<Place | undefined> {
    return this.#get(keyOf(key));
  }

  async remember(key: string, { sequence, hash }: Place): Promise<void> {
    await this.#put({ pk: keyOf(key), sequence, hash }, 'attribute_not_exists(pk)');
  }

  close(): void {
    this.#client.destroy();
  }

  async #get(pk: string): Promise<Place | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { pk }, ConsistentRead: true }),
    );
    return Item && { sequence: Item.sequence as number, hash: Item.hash as string };
  }

  /** What is there already, or is newer, stays. */
  async #put(Item: Record<string, unknown>, ConditionExpression: string, values = {}): Promise<void> {
    try {
      await this.#client.send(
        new PutCommand({ TableName: this.#table, Item, ConditionExpression, ...values }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
