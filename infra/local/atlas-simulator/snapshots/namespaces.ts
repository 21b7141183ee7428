/** Databases and collections of a snapshot: names, and links to themselves. */
import type { DeploymentCall } from '../call.ts';
import { contentOf } from '../collections/content.ts';
import { Refusal } from '../errors.ts';
import type { Collection } from '../fleet-namespaces.ts';
import { namespacesLink } from '../links.ts';
import { page } from '../paging.ts';
import { snapshotOf } from './find.ts';
import { snapshotAt } from './lifecycle.ts';

/** What is in a snapshot is known once it is complete. */
function content(call: DeploymentCall): readonly Collection[] {
  const snapshot = snapshotOf(call, 'SNAPSHOT_NOT_FOUND');
  const { status, createdAt } = snapshotAt(snapshot, call.now);
  return status === 'completed' ? contentOf(call.world, call.deployment, createdAt) : [];
}

export function databasePage(call: DeploymentCall): object {
  const names = [...new Set(content(call).map(({ database }) => database))];
  return page(call, names, (name) => document(call, name));
}

export function databaseDocument(call: DeploymentCall): object {
  return document(call, databaseOf(call));
}

export function collectionPage(call: DeploymentCall): object {
  const database = databaseOf(call);
  const names = content(call).filter((one) => one.database === database);
  return page(call, names, ({ name }) => document(call, database, name));
}

export function collectionDocument(call: DeploymentCall): object {
  const database = databaseOf(call);
  const name = call.path.collectionName ?? '';
  const isThere = content(call).some((one) => one.database === database && one.name === name);
  if (!isThere) throw new Refusal('RESOURCE_NOT_FOUND', [`${database}.${name}`]);
  return document(call, database, name);
}

function databaseOf(call: DeploymentCall): string {
  const name = call.path.databaseName ?? '';
  if (!content(call).some(({ database }) => database === name))
    throw new Refusal('RESOURCE_NOT_FOUND', [name]);
  return name;
}

function document(call: DeploymentCall, database: string, collection?: string): object {
  const { world, deployment, path } = call;
  const names = collection === undefined ? [database] : [database, collection];
  return { links: namespacesLink(world, deployment, path.snapshotId ?? '', names), name: names.at(-1) };
}
