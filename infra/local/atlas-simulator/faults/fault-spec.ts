/** Reads a fault that came over HTTP, and says by field what is wrong with it. */
import * as z from 'zod/mini';
import { allCalls } from '../../../../lib/atlas/all-operations.ts';
import type { CallName } from '../../../../lib/atlas/operations.ts';
import { makesJob } from './choose.ts';
import {
  type FaultOperation,
  type FaultSpec,
  JOB_FAULTS,
  type JobFaultKind,
  REQUEST_FAULTS,
} from './fault.ts';

const OPERATIONS: readonly FaultOperation[] = [...(Object.keys(allCalls) as CallName[]), 'token'];

const operation = z.enum(OPERATIONS);
const count = z.int().check(z.minimum(0), z.maximum(1_000_000));
const seconds = z.number().check(z.minimum(0), z.maximum(86_400));
const namespace = z.string().check(z.regex(/^[^.]+\..+$/, 'must be database.collection'));
const status = z.int().check(z.minimum(500), z.maximum(599));

const reach = {
  operation: z.optional(z.union([operation, z.array(operation).check(z.minLength(1))])),
  times: z.optional(count),
  after: z.optional(count),
};

/** Fields that only some kinds have. */
const OWN_FIELDS = {
  rateLimited: { retryAfterSeconds: z.optional(seconds) },
  serverError: { status: z.optional(status), handled: z.optional(z.boolean()) },
  htmlError: { status: z.optional(status), handled: z.optional(z.boolean()) },
  slow: { delaySeconds: seconds, handled: z.optional(z.boolean()) },
  jobHidden: { seconds: z.optional(seconds) },
  jobEmpties: { collections: z.array(namespace).check(z.minLength(1)) },
} as const;

const kinds = [...REQUEST_FAULTS, ...JOB_FAULTS];
const kindOnly = z.looseObject({ kind: z.enum(kinds) });

/** A snapshot can fail like a job, or never end; it has nothing to bring back. */
const canHappenTo = (kind: JobFaultKind, one: FaultOperation): boolean =>
  makesJob(kind, one) || (one === 'takeClusterSnapshot' && kind !== 'jobEmpties');

export class FaultInvalid extends Error {
  override name = 'FaultInvalid' as const;
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`Fault field ${field}: ${problem}`);
    this.field = field;
  }
}

export function parseFault(value: unknown): FaultSpec {
  const kind = kindOnly.safeParse(value);
  if (!kind.success) throw new FaultInvalid('kind', `must be one of ${kinds.join(', ')}.`);
  const name = kind.data.kind;
  const own = name in OWN_FIELDS ? OWN_FIELDS[name as keyof typeof OWN_FIELDS] : {};
  const result = z.strictObject({ kind: z.literal(name), ...reach, ...own }).safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    const field = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
    throw new FaultInvalid(String(field), `${issue?.message ?? 'invalid'}.`);
  }
  const spec = result.data as FaultSpec;
  const named = spec.operation === undefined ? [] : [spec.operation].flat();
  const jobFault = JOB_FAULTS.find((one) => one === name);
  if (jobFault !== undefined && named.some((one) => !canHappenTo(jobFault, one))) {
    throw new FaultInvalid('operation', `${name} happens to jobs: name operations that create one.`);
  }
  return spec;
}
