/**
 * Uses the npm package `mongodb-atlas-api-client` as a user would, and prints what came of it as JSON. A program of its
 * own: the package's HTTP library changes every socket of its process.
 *
 * Arguments: base URL.
 */
import client from 'mongodb-atlas-api-client';

// biome-ignore lint/suspicious/noExplicitAny: the package's types say less than its answers
type Document = any;
const getClient: Document = client;

const [, , url = ''] = process.argv;
const PRODUCTION = '6b00000000000000000000a1';
const RESTORE_TEST = '6b00000000000000000000b2';

/** Its own headers are replaced by those that it is given. */
const httpOptions = {
  headers: { Accept: 'application/vnd.atlas.2024-08-05+json', 'Content-Type': 'application/json' },
  // Longer than a create may take; the package's own is 5 s.
  timeout: 30_000,
};
const { cluster, cloudBackup } = getClient({
  publicKey: 'any',
  privateKey: 'any',
  baseUrl: `${url}/api/atlas/v2`,
  projectId: PRODUCTION,
});

const order = {
  deliveryType: 'automated',
  snapshotId: '6b000000000000000000c101',
  targetClusterName: 'restore-target',
  targetGroupId: RESTORE_TEST,
};
const create = (body: object): Promise<Document> =>
  cloudBackup.createSnapshotRestoreJob('Orders', body, { httpOptions });

const job = await create(order);
const read = (): Promise<Document> => cloudBackup.getSnapshotRestoreJob('Orders', job.id, { httpOptions });
let finished = await read();
while (job.id !== undefined && finished.finishedAt === undefined) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  finished = await read();
}
const paged = { itemsPerPage: 1, pageNum: 2, envelope: true, httpOptions };
console.log(
  JSON.stringify({
    cluster: await cluster.get('Orders', { httpOptions }),
    snapshots: await cloudBackup.getAllReplicaSetCloudBackups('Orders', { httpOptions }),
    snapshot: await cloudBackup.getReplicaSetCloudBackup('Orders', order.snapshotId, { httpOptions }),
    page: await cloudBackup.getAllReplicaSetCloudBackups('Orders', paged),
    job,
    finished,
    protectedTarget: await create({ ...order, targetGroupId: PRODUCTION }),
    unknownTarget: await create({ ...order, targetGroupId: 'f'.repeat(24) }),
    wrongId: await cloudBackup.getSnapshotRestoreJob('Orders', 'x', { httpOptions }),
  }),
);
process.exit(0);
