/** What a drill plan says (docs/drills.md). Five settings make one; every other has the default that stands here. */
import { isIPv4 } from 'node:net';
import * as z from 'zod/mini';
import { deploymentName, objectId } from '../../atlas/schemas/common.ts';
import { coverageConfig } from '../../coverage/config.ts';
import { checksConfig } from '../checks/config.ts';
import { drillBudget, monthBudget, prices } from '../costs/prices.ts';
import { VERDICTS } from '../record.ts';
import { scheduleMistake } from './schedule.ts';

/** A drill's id is made of it, and names an execution: those have 80 characters. */
export const planName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,31}$/, 'must begin with a-z and hold up to 32 of a-z 0-9 -'));
const positive = z.number().check(z.positive());
const days = z.int().check(z.minimum(1), z.maximum(365));
export const place = { projectId: objectId, name: deploymentName.check(z.maxLength(64)) };

export const source = z.union(
  [
    z.strictObject(place),
    /** Every deployment of the project that carries the tag; without `value`, with any value. */
    z.strictObject({
      projectId: objectId,
      tag: z.strictObject({ key: z.string().check(z.minLength(1)), value: z.optional(z.string()) }),
    }),
  ],
  'must be { projectId, name } or { projectId, tag: { key, value? } }',
);
export type PlanSource = z.output<typeof source>;

/** `random` and `oldest`: of the completed snapshots of so many days. `pointInTime`: of the moment so long ago. */
export const snapshot = z.union(
  [
    z.literal('latest'),
    z.strictObject({ random: z.strictObject({ days }) }),
    z.strictObject({ oldest: z.strictObject({ days }) }),
    z.strictObject({
      pointInTime: z.strictObject({ minutesAgo: z.int().check(z.minimum(1), z.maximum(525_600)) }),
    }),
  ],
  'must be "latest", { random: { days } }, { oldest: { days } } or { pointInTime: { minutesAgo } }',
);
export type SnapshotPlan = z.output<typeof snapshot>;

export const target = z.union(
  [
    /** Made for the drill and deleted after it; like its source but for what stands here. */
    z.strictObject({
      ephemeral: z.strictObject({
        instanceSize: z.optional(
          z.string().check(z.regex(/^[MR]\d{1,3}(_NVME)?$/, 'must be a size, as M30')),
        ),
        diskSizeGB: z.optional(z.int().check(z.minimum(10), z.maximum(4_096))),
        regionName: z.optional(z.string().check(z.regex(/^[A-Z0-9_]+$/, "must be Atlas' name of a region"))),
      }),
    }),
    /** There already, in the drill project, disposable by the allow-list; never deleted. */
    z.strictObject({ standing: z.strictObject({ name: place.name }) }),
  ],
  'must be { ephemeral: { … } } or { standing: { name } }',
);
export type TargetPlan = z.output<typeof target>;

/** Wider than 65,536 addresses is no way of one's own. */
const WIDEST = 16;

function blockMistake(text: string): string | undefined {
  const [address = '', prefix = '', ...more] = text.split('/');
  const bits = /^\d{1,2}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (!isIPv4(address) || more.length > 0 || !(bits <= 32)) return 'must be a CIDR block, as 203.0.113.7/32';
  return bits < WIDEST ? `must not be wider than /${WIDEST}: it is let in to the restored data` : undefined;
}

/** How `verify` reaches a target: its NAT gateways' addresses, or a private endpoint of Atlas. */
export const network = z.union(
  [
    z.strictObject({
      natEip: z
        .array(
          z.string().check(
            z.check(({ value, issues }) => {
              const message = blockMistake(value);
              // Continued: the union then says this, and not what its other shape would be.
              if (message !== undefined)
                issues.push({ code: 'custom', message, input: value, continue: true });
            }),
          ),
        )
        .check(z.minLength(1)),
    }),
    z.strictObject({
      privateEndpoint: z.strictObject({ id: z.string().check(z.minLength(1)) }),
    }),
  ],
  'must be { natEip: [CIDR] } or { privateEndpoint: { id } }',
);
export type DrillNetwork = z.output<typeof network>;

export const drillPlan = z.strictObject({
  name: planName,
  /** What is drilled: at least one. */
  sources: z.array(source).check(z.minLength(1)),
  /** `cron(0 2 * * ? *)`, `rate(7 days)`: UTC. */
  schedule: z.string().check(
    z.check(({ value, issues }) => {
      const mistake = scheduleMistake(value);
      if (mistake !== undefined) issues.push({ code: 'custom', message: mistake, input: value });
    }),
  ),
  objectives: z.strictObject({
    /** From the start of a drill to verified data. */
    rtoMinutes: positive,
    /** How old the restored data may be. */
    rpoMinutes: positive,
    /** Which RTO is held to the objective. Default: verified. */
    rto: z._default(z.enum(['verified', 'technical']), 'verified'),
    /** Whether a missed objective fails the drill. Default: fail. */
    whenMissed: z._default(z.enum(['fail', 'warn']), 'fail'),
  }),
  /** Whether its rule fires. Default: true. */
  enabled: z._default(z.boolean(), true),
  /** Default: latest. */
  snapshot: z._default(snapshot, 'latest'),
  /** Default: made for the drill, like its source. */
  target: z._default(target, { ephemeral: {} }),
  /** Default: the deployment's. */
  network: z.optional(network),
  checks: z.prefault(checksConfig, {}),
  limits: z.prefault(
    z.strictObject({
      /** For a whole drill, cleanup apart. Default: 6 hours. At most a day: what it makes in Atlas must not live long. */
      timeLimitMinutes: z._default(z.int().check(z.minimum(10), z.maximum(1_440)), 360),
      /** For the reads of its checks. Default: 60 minutes. */
      verifyMinutes: z._default(z.int().check(z.minimum(1), z.maximum(720)), 60),
    }),
    {},
  ),
  /** How long a target of the drill's own is kept, to be looked at. It is paid for. Default: not at all. */
  keep: z.prefault(
    z.strictObject({
      onSuccessMinutes: z._default(z.int().check(z.minimum(0), z.maximum(10_080)), 0),
      onFailureMinutes: z._default(z.int().check(z.minimum(0), z.maximum(10_080)), 0),
    }),
    {},
  ),
  /** A drill that would cost more is not begun. Default: 25 dollars, where there are prices. */
  budget: z.optional(drillBudget),
  /** Who is told of verdicts, beside the events that are told to all. Default: nobody. */
  notify: z.optional(
    z.strictObject({
      /** SNS: its policy must let EventBridge publish. */
      topicArn: z
        .string()
        .check(z.regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, 'must be the ARN of an SNS topic')),
      /** Default: what is no pass. */
      on: z._default(
        z.array(z.enum(VERDICTS)).check(z.minLength(1)),
        VERDICTS.filter((verdict) => verdict !== 'PASSED'),
      ),
    }),
  ),
  /** How long people may take to review a drill that did not pass. Default: 7 days. */
  reviewWithinDays: z._default(days, 7),
  /** How far back gaps between snapshots are looked for. Default: 30 days. */
  lookBackDays: z._default(days, 30),
});
export type DrillPlan = z.output<typeof drillPlan>;
export type DrillPlanInput = z.input<typeof drillPlan>;

export const drillsConfig = z.strictObject({
  /** Drills make their targets here and nowhere else: a project of Atlas that holds nothing else. */
  projectId: objectId,
  network: z.optional(network),
  /** How many run at once. The others wait. */
  concurrency: z.prefault(
    z.strictObject({
      /** Default: 5. Atlas lets a project have some 25 clusters. */
      total: z._default(z.int().check(z.minimum(1), z.maximum(20)), 5),
      /** Of one source's project. Default: 3. */
      perProject: z._default(z.int().check(z.minimum(1), z.maximum(20)), 3),
    }),
    {},
  ),
  /** What Atlas and the network charge. Without it nobody knows what a drill costs. */
  prices: z.optional(prices),
  /** A drill that would make a month cost more is not begun. Default: 200 dollars, where there are prices. */
  budget: z.optional(monthBudget),
  plans: z._default(z.array(drillPlan), []),
  /** Restores may ask for `verify: true`: their data is read as a drill's is. Default: they may not. */
  verifyRestores: z.optional(
    z.strictObject({
      /** How their targets are reached. Default: the deployment's. */
      network: z.optional(network),
      /** For the reads of their checks. Default: 60 minutes. */
      verifyMinutes: z._default(z.int().check(z.minimum(1), z.maximum(720)), 60),
    }),
  ),
  /** What must have been drilled, and how long ago at most. */
  coverage: z.prefault(coverageConfig, {}),
});
export type DrillsConfig = z.output<typeof drillsConfig>;
export type DrillsConfigInput = z.input<typeof drillsConfig>;
