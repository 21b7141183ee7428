/**
 * A MongoDB endpoint for each deployment, so that a driver reads what a restore has changed. They are opened as
 * deployments come, and closed as those go; each lets in who is on its project's access list.
 */
import { BlockList } from 'node:net';
import { loopbackCertificates } from '../mongo-server/certificate.ts';
import { type MongoServer, startMongoServer } from '../mongo-server/server.ts';
import { entriesOf } from './access/access-list.ts';
import { dataOf, mongoUserOf } from './deployments/data.ts';
import { isCreating } from './deployments/state.ts';
import type { Deployment } from './model.ts';
import { findDeployment, nowOf, type World } from './world.ts';

export class DataEndpoints {
  readonly #world: World;
  /** By the deployment's id. */
  readonly #opening = new Map<string, Promise<void>>();
  readonly #open = new Map<string, MongoServer>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Undefined while it is being opened. */
  portOf({ id }: Deployment): number | undefined {
    return this.#open.get(id)?.port;
  }

  /** PEM: who signed their certificates. Empty before they are open. */
  authority = '';

  /** Resolves when all deployments of now have one. */
  async openAll(): Promise<void> {
    this.authority = (await loopbackCertificates()).authority;
    await Promise.all(this.#world.data.deployments.map((one) => this.open(one)));
  }

  open(deployment: Deployment): Promise<void> {
    const { id } = deployment;
    const opening = this.#opening.get(id) ?? this.#start(deployment);
    this.#opening.set(id, opening);
    return opening;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#opening.values());
    await Promise.all([...this.#open.values()].map((server) => server.close()));
  }

  async #start({
    id,
    projectId,
    name,
    mongoDBVersion,
    topology,
    replicaSetPrefix,
  }: Deployment): Promise<void> {
    const world = this.#world;
    /** As it is by now; a name may have been given to another one. */
    const current = () => {
      const found = findDeployment(world, projectId, name);
      return found?.id === id && !isCreating(world, found) ? found : undefined;
    };
    const server = await startMongoServer({
      version: mongoDBVersion,
      ...(topology === 'replicaSet' && { setName: `${replicaSetPrefix}-shard-0` }),
      now: () => world.clock.now(),
      admits: (address) => current() !== undefined && isListed(world, projectId, address),
      user: (username, database) => {
        const deployment = current();
        return deployment && mongoUserOf(world, deployment, username, database);
      },
      collections: () => {
        const deployment = current();
        return deployment ? dataOf(world, deployment) : [];
      },
    });
    this.#open.set(id, server);
  }
}

function isListed(world: World, projectId: string, address: string): boolean {
  const list = new BlockList();
  for (const { cidrBlock } of entriesOf(world, projectId, nowOf(world))) {
    const [network = '', length = '32'] = cidrBlock.split('/');
    list.addSubnet(network, Number(length));
  }
  return list.check(address.replace(/^::ffff:/, ''));
}
