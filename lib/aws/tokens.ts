/** Access tokens that containers share: a DynamoDB table of their own, encrypted with a key of their own. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Token, TokenStore } from '../atlas/auth/token.ts';
import type { AwsConnection } from './connection.ts';

/** A token is worth waiting for as long as fetching one takes: DynamoDB answers within a few ms. */
const CONNECT_MS = 1_000;
const REQUEST_MS = 2_000;
const TRIES = 2;

export interface TokenTableOptions {
  readonly table: string;
  /** Whose tokens: the functions of another role may not read them. */
  readonly role: string;
}

export class TokenTable implements TokenStore {
  readonly #options: TokenTableOptions;
  readonly #client: DynamoDBClient;

  constructor(options: TokenTableOptions, connection: AwsConnection = {}) {
    this.#options = options;
    this.#client = new DynamoDBClient({
      maxAttempts: TRIES,
      requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS },
      ...connection,
    });
  }

  async read(credential: string): Promise<Token | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ ...this.#place(credential), ConsistentRead: true }),
    );
    if (Item?.token?.S === undefined) return undefined;
    return JSON.parse(Item.token.S) as Token;
  }

  async claim(
    credential: string,
    seen: Token | undefined,
    now: number,
    leaseUntil: number,
  ): Promise<boolean> {
    const isSame = seen === undefined ? 'attribute_not_exists(fetchedAt)' : 'fetchedAt = :seen';
    return this.#update(credential, {
      UpdateExpression: 'SET leaseUntil = :until, deleteAfter = :later',
      ConditionExpression: `(attribute_not_exists(leaseUntil) OR leaseUntil < :now) AND ${isSame}`,
      ExpressionAttributeValues: {
        ':until': number(leaseUntil),
        ':now': number(now),
        ':later': seconds(leaseUntil),
        ...(seen && { ':seen': number(seen.fetchedAt) }),
      },
    });
  }

  async write(credential: string, token: Token): Promise<void> {
    const { TableName, Key } = this.#place(credential);
    const Item = {
      ...Key,
      token: { S: JSON.stringify(token) },
      fetchedAt: number(token.fetchedAt),
      deleteAfter: seconds(token.until),
    };
    await this.#client.send(new PutItemCommand({ TableName, Item }));
  }

  async release(credential: string, leaseUntil: number): Promise<void> {
    await this.#update(credential, {
      UpdateExpression: 'REMOVE leaseUntil',
      ConditionExpression: 'leaseUntil = :until',
      ExpressionAttributeValues: { ':until': number(leaseUntil) },
    });
  }

  close(): void {
    this.#client.destroy();
  }

  async #update(
    credential: string,
    update: Omit<UpdateItemCommand['input'], 'TableName' | 'Key'>,
  ): Promise<boolean> {
    try {
      await this.#client.send(new UpdateItemCommand({ ...this.#place(credential), ...update }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  #place(credential: string) {
    const { table, role } = this.#options;
    return { TableName: table, Key: { pk: { S: `${role}#${credential}` } } };
  }
}

const number = (value: number) => ({ N: String(value) });
const seconds = (ms: number) => number(Math.ceil(ms / 1_000));
