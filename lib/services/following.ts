/**
 * For the functions of Atlas' own operations, of which only creates and cancellations follow restores: the ledger and
 * the workflows are loaded when the first of them is called, so that reads do not start slower for it.
 */
import * as z from 'zod/mini';
import { isFollowed, type Operation } from '../atlas/operations/operation.ts';
import { operations } from '../atlas/operations.ts';
import { filled } from '../env.ts';
import { connect, type FollowingServices, part } from './services.ts';

/** Of a function that makes or cancels restores. */
export const followingEnvironment = z.object({
  LEDGER_TABLE: filled,
  EVENT_BUS_NAME: filled,
  RESTORE_STATE_MACHINE_ARN: filled,
  /** JSON: the allow-list of targets. */
  ALLOWED_TARGETS: filled,
});

const NAMES = ['LEDGER_TABLE', 'EVENT_BUS_NAME', 'RESTORE_STATE_MACHINE_ARN', 'ALLOWED_TARGETS'] as const;

/** What is missing is said at the start, not by the first create. */
const whereFollowed = z.check<Record<string, unknown>>(({ value, issues }) => {
  const row = (operations as Readonly<Record<string, Operation>>)[String(value.OPERATION)];
  if (row === undefined || !isFollowed(row)) return;
  for (const name of NAMES)
    if (!value[name]) issues.push({ code: 'custom', path: [name], message: 'is missing', input: undefined });
});

export const following = part('following', {
  environment: z.looseObject({ OPERATION: filled }).check(whereFollowed),
  connect: (variables, platform) => {
    let services: Promise<FollowingServices> | undefined;
    const load = async () => {
      const { announcing, workflows, guard } = await import('./following-parts.ts');
      return connect({ announcing, workflows, guard }, variables as Record<string, string>, platform);
    };
    return {
      following: () => {
        services ??= load();
        return services;
      },
    };
  },
});
