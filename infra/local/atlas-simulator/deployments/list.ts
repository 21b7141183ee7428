/** Deployments of a project, by the path that lists them. */
import type { Call } from '../call.ts';
import type { Deployment } from '../model.ts';
import { isGone } from '../world.ts';
import { familyNow } from './state.ts';

const ofFamilies = ({ world, project, now }: Call, families: readonly string[]): Deployment[] =>
  world.data.deployments.filter(
    (one) => one.projectId === project.id && families.includes(familyNow(world, one)) && !isGone(one, now),
  );

/** Dedicated and shared clusters share a path. */
export const dedicatedOf = (call: Call): Deployment[] => ofFamilies(call, ['cluster', 'tenant']);
export const flexOf = (call: Call): Deployment[] => ofFamilies(call, ['flex']);
