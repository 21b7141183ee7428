/** Drives what was deployed, through deployed resources only. Ends with an error at the first thing that does not hold. */
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { DEMO_SERVICE_ACCOUNT } from '../../infra/local/atlas-simulator/credentials.ts';
import { makeCaller } from './callers.ts';
import { checkAccess } from './checks/access.ts';
import { checkAssurance } from './checks/assurance.ts';
import { checkChaining } from './checks/chaining.ts';
import { checkDrills, lockBucket } from './checks/drills.ts';
import { checkExecutionEnds } from './checks/execution-ends.ts';
import { checkRestores } from './checks/restores.ts';
import { clients, outputs } from './clients.ts';

const { ReaderSecretArn, RestorerSecretArn, OwnerSecretArn } = outputs();
for (const SecretId of [ReaderSecretArn, RestorerSecretArn, OwnerSecretArn])
  await clients.secrets.send(
    new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(DEMO_SERVICE_ACCOUNT) }),
  );
await lockBucket();
const since = new Date();
const operator = await makeCaller('operator', true);
const stranger = await makeCaller('stranger', false);

// First: what goes wrong in the others would go wrong in a drill too.
await checkDrills(operator, since);
const restored = await checkRestores(operator);
await checkAssurance(operator);
await checkAccess(operator, stranger, restored);
await checkChaining(operator);
await checkExecutionEnds(operator);

for (const caller of [operator, stranger]) await caller.remove();
