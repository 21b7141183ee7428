/**
 * Places of the evidence in the ledger's table: the head of the chain (one item), and a row for each key, first a claim
 * and then the record's place. Single-item conditional writes, as everywhere in the ledger.
 */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type EvidencePosition, START } from '../evidence/record.ts';
import type { EvidenceClaim, EvidenceIndex } from '../evidence/store.ts';
import type { AwsConnection } from './connection.ts';

const HEAD = 'evidence-head';
const rowOf = (key: string): string => `evidence#${key}`;

/** Claimed by {@link LedgerEvidenceIndex.claim}, and not there: somebody deletes from the ledger by hand. */
export class EvidenceClaimLost extends Error {
  override name = 'EvidenceClaimLost' as const;

  constructor(key: string) {
    super(`The ledger has no row for the evidence ${key} any more.`);
  }
}

export class LedgerEvidenceIndex implements EvidenceIndex {
  readonly #table: string;
  readonly #client: DynamoDBDocumentClient;

  constructor(table: string, connection: AwsConnection = {}) {
    this.#table = table;
    this.#client = DynamoDBDocumentClient.from(new DynamoDBClient(connection));
  }

  async head(): Promise<EvidencePosition> {
    return positionIn(await this.#get(HEAD)) ?? START;
  }

  async advanceHead({ sequence, hash }: EvidencePosition): Promise<void> {
    await this.#put({ pk: HEAD, sequence, hash }, 'attribute_not_exists(#pk) OR #sequence < :sequence', {
      names: { '#pk': 'pk', '#sequence': 'sequence' },
      values: { ':sequence': sequence },
    });
  }

  async find(key: string): Promise<EvidenceClaim | undefined> {
    const item = await this.#get(rowOf(key));
    if (item === undefined) return undefined;
    const position = positionIn(item);
    return { from: Number(item.from), ...(position && { position }) };
  }

  async claim(key: string, from: number): Promise<EvidenceClaim> {
    const item = { pk: rowOf(key), from };
    if (await this.#put(item, 'attribute_not_exists(#pk)', { names: { '#pk': 'pk' } })) return { from };
    const held = await this.find(key);
    if (held === undefined) throw new EvidenceClaimLost(key);
    return held;
  }

  async settle(key: string, { sequence, hash }: EvidencePosition): Promise<void> {
    // A second writer has found the same record: what is settled stays as it is.
    await this.#put({ pk: rowOf(key), from: sequence, sequence, hash }, 'attribute_not_exists(#sequence)', {
      names: { '#sequence': 'sequence' },
    });
  }

  close(): void {
    this.#client.destroy();
  }

  async #get(pk: string): Promise<Record<string, unknown> | undefined> {
    const command = new GetCommand({ TableName: this.#table, Key: { pk }, ConsistentRead: true });
    return (await this.#client.send(command)).Item;
  }

  /** False when the condition did not hold. */
  async #put(
    Item: Record<string, unknown>,
    ConditionExpression: string,
    { names, values }: { names: Record<string, string>; values?: Record<string, unknown> },
  ): Promise<boolean> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item,
          ConditionExpression,
          ExpressionAttributeNames: names,
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

function positionIn(item: Record<string, unknown> | undefined): EvidencePosition | undefined {
  if (item?.sequence === undefined) return undefined;
  return { sequence: Number(item.sequence), hash: String(item.hash) };
}
