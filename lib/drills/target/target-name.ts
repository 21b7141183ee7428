/** What a drill's own target is called, and what it carries, so that it is recognised (design: safety). */
import { sha256 } from '../../restores/request.ts';

/** Nothing else in the drill project may be called so. */
export const TARGET_PREFIX = 'drill-';
/** Atlas tells names apart by their first 23 characters. */
const HASH_LENGTH = 16;

export const targetNameOf = (drillId: string): string =>
  `${TARGET_PREFIX}${sha256('drill-target', drillId).slice(0, HASH_LENGTH)}`;

/** Of the temporary database user. */
export const userNameOf = (drillId: string): string => targetNameOf(drillId);

export const DRILL_TAG = 'atlas-restore-drill';
const PLAN_TAG = 'atlas-restore-plan';
const DELETE_TAG = 'atlas-restore-delete-by';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export const targetTags = (drillId: string, plan: string, deleteBy: string): readonly Tag[] => [
  { key: DRILL_TAG, value: drillId },
  { key: PLAN_TAG, value: plan },
  { key: DELETE_TAG, value: deleteBy },
];

/** Of the execution and the record of the restore that a drill nests: one a drill, under no other name. */
export const restoreIdOf = (drillId: string): string => `${drillId}${RESTORE_SUFFIX}`;

const RESTORE_SUFFIX = '-restore';

/** Of which drill it would be; whether there is such a drill, the ledger says. */
export const drillOfRestore = (restoreId: string): string | undefined =>
  restoreId.endsWith(RESTORE_SUFFIX) ? restoreId.slice(0, -RESTORE_SUFFIX.length) : undefined;
