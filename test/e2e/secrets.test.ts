import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { RESTORE_TEST } from '../../infra/local/atlas-simulator/fleet.ts';
import { startSimulator } from '../../infra/local/atlas-simulator/simulator.ts';
import { type Service, startService } from '../../infra/local/service.ts';
import type { AtlasCredential } from '../../lib/atlas/credentials.ts';
import type { RestoreView } from '../../lib/restores/view.ts';
import { jumpTime } from '../support/jump-time.ts';
import { requests } from '../support/service-harness.ts';
import { startTokenTap } from '../support/token-tap.ts';

const ACCOUNT: AtlasCredential = {
  kind: 'serviceAccount',
  clientId: 'mdb_sa_id_ca7a12ca7a12ca7a12ca7a12',
  clientSecret: 'mdb_sa_sk_CANARY-service-account',
};
const KEY: AtlasCredential = { kind: 'apiKey', publicKey: 'canaryky', privateKey: 'CANARY-0000-private-key' };

async function scan(service: Service): Promise<string> {
  const client = new DynamoDBClient(service.ledgerServer.connection);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: service.ledgerServer.table }));
  client.destroy();
  expect(Items.length).toBeGreaterThan(0);
  return JSON.stringify(Items);
}

test.each([
  ['a service account', ACCOUNT, 'CANARY-service-account'],
  ['an API key', KEY, 'CANARY-0000-private-key'],
])(
  'the secret of %s is in no log line, ledger item, event, execution history or answer',
  async (_kind, credential, secret) => {
    const time = jumpTime();
    const { kind, ...fields } = credential;
    const simulator = await startSimulator({
      clock: time.simulatorClock,
      credentials:
        kind === 'serviceAccount' ? { serviceAccounts: [fields as never] } : { apiKeys: [fields as never] },
    });
    const tap = await startTokenTap(simulator.url);
    const seen: unknown[] = [];
    const log = (message: string, more?: object) => void seen.push({ message, ...more });
    const service = await startService({
      port: 0,
      speed: 1,
      time,
      atlas: { url: tap.url, credential },
      allowedTargets: [{ projectId: RESTORE_TEST.id, name: '*', disposable: true }],
      log: { info: log, warn: log, error: log },
      onEvent: (event) => seen.push(event),
    });
    const post = async (body: object): Promise<RestoreView> => {
      const answer = await fetch(`${service.url}/v1/restores`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      seen.push([...answer.headers], text);
      return JSON.parse(text) as RestoreView;
    };
    // A good one, one that is refused, and ones on which Atlas fails in every way that makes an error of ours.
    await service.endOf((await post(requests.dedicated())).id);
    await post(requests.dedicated({ snapshot: '6bffffffffffffffffffffff' }));
    for (const fault of [
      'serverError',
      'htmlError',
      'malformedBody',
      'rateLimited',
      'droppedAfter',
      'unauthorized',
    ] as const)
      simulator.faults.add({ kind: fault, operation: 'createFlexRestoreJob' });
    await service.endOf((await post(requests.flex())).id);
    simulator.faults.add({ kind: 'unauthorized', times: 0, operation: 'getTenantRestore' });
    const failed = await post(requests.tenant());
    expect(await service.endOf(failed.id)).toMatchObject({ status: 'FAILED' });
    simulator.faults.clear();
    const download = await post(requests.download());
    await service.endOf(download.id);
    const links = await fetch(`${service.url}/v1/restores/${download.id}/download`);
    const { urls } = (await links.json()) as { urls: string[] };
    seen.push(await scan(service), await (await fetch(`${service.url}/v1/restores`)).text());
    await Promise.all([service.close(), tap.close(), simulator.close()]);

    const everything = JSON.stringify(seen);
    expect(urls).toHaveLength(1);
    if (kind === 'serviceAccount') expect(tap.tokens.length).toBeGreaterThan(0);
    for (const canary of [secret, ...tap.tokens, ...urls, 'Digest username', 'Basic '])
      expect(everything).not.toContain(canary);
  },
);
