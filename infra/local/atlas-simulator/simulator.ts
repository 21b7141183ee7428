/**
 * A faithful Atlas on this machine: the same routes, credentials, versions, documents, errors and lifecycles over
 * real HTTP, on a clock of the caller's. See docs/simulator.md.
 */
import type { AddressInfo } from 'node:net';
import { entriesOf } from './access/access-list.ts';
import { usersOf } from './access/users.ts';
import { digest } from './auth/digest.ts';
import type { ApiKey, ServiceAccount } from './credentials.ts';
import { DataEndpoints } from './data-endpoints.ts';
import {
  addDeployment,
  addProject,
  addSnapshot,
  type DeploymentPatch,
  type DeploymentRef,
  editDeployment,
  editProject,
  type NewSnapshot,
  type ProjectPatch,
  removeDeployment,
  removeProject,
  resolveDeployment,
  rotateSecret,
} from './edit.ts';
import { type Faults, faultsOf } from './faults/faults.ts';
import type { GivenDeployment } from './fleet.ts';
import type { Deployment, Project, Snapshot } from './model.ts';
import { rateLimits } from './rate-limits.ts';
import { type LoggedRequest, requestLog } from './request-log.ts';
import { simulatorServer } from './server.ts';
import { startWorld, type WorldOptions } from './start-world.ts';
import { deploymentView, jobView, type SimulatedDeploymentView, type SimulatedJobView } from './views.ts';
import { nowOf, type World } from './world.ts';

export interface SimulatorOptions extends WorldOptions {
  /** @default any free port */
  readonly port?: number;
  /** Each deployment listens for MongoDB's own drivers. @default false */
  readonly dataEndpoints?: boolean;
}

/** What the fleet consists of now; the credentials are the first of each kind. */
export interface Fleet {
  readonly projects: readonly Project[];
  readonly deployments: readonly Deployment[];
  readonly snapshots: readonly Snapshot[];
  readonly credentials: { readonly serviceAccount?: ServiceAccount; readonly apiKey?: ApiKey };
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  readonly fleet: Fleet;
  /** Jobs made by calls, oldest first; the seeded history is not among them. */
  jobs(): readonly SimulatedJobView[];
  /** The last thousand requests to Atlas' own paths, oldest first. */
  requests(): readonly LoggedRequest[];
  deployment(ref: DeploymentRef): SimulatedDeploymentView;
  editDeployment(ref: DeploymentRef, patch: DeploymentPatch): void;
  editProject(id: string, patch: ProjectPatch): void;
  addProject(given: Omit<Project, 'id'>): string;
  removeProject(id: string): void;
  addDeployment(given: Omit<GivenDeployment, 'id'>): string;
  removeDeployment(ref: DeploymentRef): void;
  addSnapshot(ref: DeploymentRef, given?: NewSnapshot): string;
  rotateSecret(clientSecret: string): void;
  switchLegacy(off: boolean): void;
  /** PEM: who signed the certificates of data endpoints. Empty where there are none. */
  readonly authority: string;
  /** Who is let in to a project's deployments now: what Atlas has removed by itself is not there. */
  access(projectId: string): { readonly users: readonly string[]; readonly entries: readonly string[] };
  close(): Promise<void>;
}

/** Loopback only: whoever reaches the control paths may do anything. */
const HOST = '127.0.0.1';

/** Throws `DataFileUnreadable`, and what `listen` throws where the port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const world = startWorld(options);
  const faults = faultsOf(world);
  const log = requestLog(world);
  const closing = new AbortController();
  const server = simulatorServer({
    world,
    faults,
    log,
    limits: rateLimits(),
    digest: digest(world.clock, world.credentials.apiKeys),
    closing: closing.signal,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, HOST, () => resolve());
  });
  if (options.dataEndpoints) {
    world.endpoints = new DataEndpoints(world);
    await world.endpoints.openAll();
  }
  // Not before: the data file may be that of a simulator which already listens here.
  world.save();
  const { port } = server.address() as AddressInfo;
  const url = `http://${HOST}:${port}`;
  if (options.linkBase === 'self') world.linkBase = url;
  return {
    url,
    port,
    faults,
    fleet: fleetOf(world),
    jobs: () => world.data.jobs.map((job) => jobView(world, job)),
    requests: () => log.recent(),
    deployment: (ref) => deploymentView(world, resolveDeployment(world, ref)),
    editDeployment: (ref, patch) => editDeployment(world, ref, patch),
    editProject: (id, patch) => editProject(world, id, patch),
    addProject: (given) => addProject(world, given),
    removeProject: (id) => removeProject(world, id),
    addDeployment: (given) => addDeployment(world, given),
    removeDeployment: (ref) => removeDeployment(world, ref),
    addSnapshot: (ref, given) => addSnapshot(world, ref, given),
    rotateSecret: (clientSecret) => rotateSecret(world, clientSecret),
    switchLegacy: (off) => {
      world.data.legacySwitchedOff = off;
      world.save();
    },
    authority: world.endpoints?.authority ?? '',
    access: (projectId) => ({
      users: usersOf(world, projectId, nowOf(world)).map(({ username }) => username),
      entries: entriesOf(world, projectId, nowOf(world)).map(({ cidrBlock }) => cidrBlock),
    }),
    close: async () => {
      closing.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await world.endpoints?.close();
    },
  };
}

function fleetOf({ data, credentials }: World): Fleet {
  const [serviceAccount] = credentials.serviceAccounts;
  const [apiKey] = credentials.apiKeys;
  return {
    get projects() {
      return data.projects;
    },
    get deployments() {
      return data.deployments;
    },
    get snapshots() {
      return data.snapshots;
    },
    credentials: { ...(serviceAccount && { serviceAccount }), ...(apiKey && { apiKey }) },
  };
}
