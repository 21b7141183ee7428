/** Projects as Atlas lists them. */
import type { Call } from './call.ts';
import type { Project } from './model.ts';
import { SECOND, wireTime } from './time.ts';
import { isGone } from './world.ts';

/** All of them are of one organisation. */
const ORGANIZATION = '6b0000000000000000000001';

export function projectDocument({ world, now }: Call, { id, name }: Project): object {
  const clusters = world.data.deployments.filter((one) => one.projectId === id && !isGone(one, now));
  return {
    clusterCount: clusters.length,
    // An id begins with the second in which it was made.
    created: wireTime(Number.parseInt(id.slice(0, 8), 16) * SECOND),
    id,
    links: [{ href: `${world.linkBase}/api/atlas/v2/groups/${id}`, rel: 'self' }],
    name,
    orgId: ORGANIZATION,
  };
}
