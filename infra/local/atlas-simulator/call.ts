/** One accepted call on its way to the behaviour that answers it. */
import type { BodyOf, CallName, Operation, PathOf } from '../../../lib/atlas/operations.ts';
import type { Deployment, Project } from './model.ts';
import type { World } from './world.ts';

export interface Call<Body = unknown> {
  readonly world: World;
  readonly name: CallName;
  readonly row: Operation;
  readonly now: number;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly project: Project;
  /** The resolved media date; absent on unversioned paths. */
  readonly version?: string;
  /** The path as it was asked for, for links to itself. */
  readonly pathname: string;
}

/** A call whose path names a deployment: it exists and is of the family that the path is about. */
export interface DeploymentCall<Body = unknown> extends Call<Body> {
  readonly deployment: Deployment;
}

type NamesDeployment<Name extends CallName> =
  Extract<keyof PathOf<Name>, 'clusterName' | 'name'> extends never ? false : true;

/** What answers an operation: the document of its answer, or undefined where the answer has no body. */
export type Behaviour<Name extends CallName> = (
  call: NamesDeployment<Name> extends true ? DeploymentCall<BodyOf<Name>> : Call<BodyOf<Name>>,
) => object | undefined;
