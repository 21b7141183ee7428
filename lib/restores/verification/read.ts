/** Second step: the data, by the official driver, in slices. It asks Atlas for nothing, and reads no credential of it. */
import type { DrillLedger } from '../../aws/drill-ledger.ts';
import { baselineOf } from '../../drills/baseline.ts';
import { type ChecksConfig, checksConfig } from '../../drills/checks/config.ts';
import { packed, unpacked } from '../../drills/packed.ts';
import { sourceKey } from '../../drills/places.ts';
import type { DrillsConfig } from '../../drills/plans/plan.ts';
import { SLICE_MS, TROUBLE_AGAIN_SECONDS } from '../../drills/steps/verify.ts';
import type { SliceState } from '../../drills/verify/slice.ts';
import { verify } from '../../drills/verify/verify.ts';
import type { RestoreRecord } from '../record.ts';
import { momentOf } from '../snapshot-choice.ts';
import { note, step, type VerificationContext, type VerificationStep, verifying } from './step.ts';

export type ReadContext = VerificationContext & {
  readonly drillLedger: Pick<DrillLedger, 'baseline' | 'expected'>;
  readonly drills: DrillsConfig;
  readonly owner: { passwordOf(id: string): Promise<string> };
  readonly targetAuthority: { readonly ca?: string };
};

export interface ReadStep extends VerificationStep {
  /** Packed. */
  readonly state?: string;
}

export async function readRestored(context: ReadContext, id: string, state?: string): Promise<ReadStep> {
  const record = await verifying(context, id);
  if (record === undefined) return step(id, 'DONE');
  const { access, uri, endsBy, checks } = record.verification;
  if (checks !== undefined) return step(id, 'CLOSE');
  if (access === undefined || uri === undefined) return step(id, 'OPEN');
  const { clock, log, drillLedger, owner, targetAuthority, drills } = context;
  const now = clock.now();
  const { stored } = await drillLedger.baseline(sourceKey(record.source));
  const namespaces = await drillLedger.expected(id);
  const snapshotAt = momentRestored(record);
  const seen = await verify(
    { clock, log },
    {
      access: {
        uri,
        username: access.username,
        password: await owner.passwordOf(id),
        ...targetAuthority,
      },
      config: checksFor(drills, record),
      facts: {
        ...(snapshotAt !== undefined && { snapshotAt }),
        ...(record.mongoDBVersion !== undefined && { mongoDBVersion: record.mongoDBVersion }),
        ...(namespaces && { namespaces }),
        ...(stored && { baseline: baselineOf(stored, now) }),
      },
      ...(state !== undefined && { state: unpacked(state) as SliceState }),
      sliceEndsAt: now.getTime() + clock.limit(SLICE_MS).ms,
      endsAt: Date.parse(endsBy),
    },
  );
  if (!seen.done)
    return {
      ...step(id, 'READ', seen.state.trouble ? TROUBLE_AGAIN_SECONDS : 0),
      state: packed(seen.state),
    };
  await note(context, record, { checks: seen.results });
  return step(id, 'CLOSE');
}

/** Those of the first plan that names its source; without one, those that are on by default. */
function checksFor({ plans }: DrillsConfig, { source }: Pick<RestoreRecord, 'source'>): ChecksConfig {
  const plan = plans.find(({ sources }) =>
    sources.some((one) => 'name' in one && one.projectId === source.projectId && one.name === source.name),
  );
  return plan?.checks ?? checksConfig.parse({});
}

/** Of which moment the restored data is. Undefined: Atlas did not say when its snapshot was taken. */
function momentRestored({ request, snapshot }: RestoreRecord): string | undefined {
  const { snapshot: choice } = request;
  return typeof choice === 'object' && !('before' in choice)
    ? new Date(momentOf(choice)).toISOString()
    : snapshot?.createdAt;
}
