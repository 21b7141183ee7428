/** The ledger's table, as data: the local host creates it from this, the deployed stack is built from it. */

/** Lists are spread over this many partitions, so that no list of recent restores sits on one hot partition. */
export const LIST_SHARDS = 4;

export const ledgerTable = {
  partitionKey: 'pk',
  /** DynamoDB deletes items some time after this attribute (epoch seconds); only claims carry it. */
  timeToLive: 'deleteAfter',
  indexes: {
    /** All restores, newest first: `restores#<shard>`, then creation time. */
    byTime: { partitionKey: 'timeShard', sortKey: 'createdKey' },
    /** Restores in one status: `<status>#<shard>`, then creation time. */
    byStatus: { partitionKey: 'statusShard', sortKey: 'createdKey' },
    /** Restores that somebody must still do something about, oldest first: `unfinished#<shard>`. */
    byUnfinished: { partitionKey: 'unfinishedShard', sortKey: 'createdKey' },
    /** Restores that have not ended, by project: to be counted, so it holds keys only. */
    byProject: { partitionKey: 'projectShard', sortKey: 'createdKey', keysOnly: true },
    /** Drills of one source: `drills-from#<projectId>/<name>`. One partition holds them: a source has a few a day. */
    bySource: { partitionKey: 'sourceKey', sortKey: 'createdKey' },
  },
} as const;
