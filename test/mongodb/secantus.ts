/**
 * SecantusDB as a process. It has no exception for the first user: users are made while nobody has to sign in, and then
 * it is started again with authentication on.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { loopbackCertificates } from '../../infra/local/mongo-server/certificate.ts';

const PROGRAM = fileURLToPath(new URL('../../.mongodb/venv/bin/secantusd-py', import.meta.url));
export const OWNER = { username: 'owner', password: 'owner-password' };
export const DRILL = { username: 'drill', password: 'drill-password' };
/** What the drill's custom role may do; this server looks at all of them but `validate`. */
const READS = ['find', 'listCollections', 'listIndexes', 'collStats', 'dbStats', 'validate'];

export interface Secantus {
  readonly uri: string;
  readonly ca: string;
  close(): Promise<void>;
}

export async function startSecantus(): Promise<Secantus> {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-restore-mongodb-'));
  const { authority, certificate, key } = await loopbackCertificates();
  writeFileSync(join(folder, 'certificate.pem'), certificate);
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
  const port = await freePort();
  const uri = `mongodb://127.0.0.1:${port}/?tls=true&replicaSet=secantus`;
  const args = [
    ...['--host', '127.0.0.1', '--port', String(port), '--storage-path', join(folder, 'data')],
    ...['--tls-cert-file', join(folder, 'certificate.pem'), '--tls-key-file', join(folder, 'key.pem')],
  ];
  const open = await start(args, uri, authority);
  await addUsers(uri, authority);
  await stop(open);
  const closed = await start([...args, '--auth'], uri, authority);
  return {
    uri,
    ca: authority,
    async close() {
      await stop(closed);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function addUsers(uri: string, ca: string): Promise<void> {
  const client = new MongoClient(uri, { ca });
  const admin = client.db('admin');
  await admin.command({
    createRole: 'drillVerify',
    privileges: [
      { resource: { db: '', collection: '' }, actions: READS },
      { resource: { cluster: true }, actions: ['listDatabases'] },
    ],
    roles: [],
  });
  const user = ({ username, password }: typeof OWNER, roleName: string) =>
    admin.command({ createUser: username, pwd: password, roles: [{ role: roleName, db: 'admin' }] });
  await user(OWNER, 'root');
  await user(DRILL, 'drillVerify');
  await client.close();
}

async function start(args: readonly string[], uri: string, ca: string): Promise<ChildProcess> {
  const process = spawn(PROGRAM, args, { stdio: 'ignore' });
  for (let tries = 1; ; tries += 1) {
    const client = new MongoClient(uri, { ca, serverSelectionTimeoutMS: 500 });
    try {
      await client.db('admin').command({ hello: 1 });
      return process;
    } catch (error) {
      if (process.exitCode !== null || tries === 60) throw error;
      await delay(100);
    } finally {
      await client.close();
    }
  }
}

async function stop(process: ChildProcess): Promise<void> {
  process.kill('SIGTERM');
  if (process.exitCode === null) await once(process, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
