/** What a plan says of its checks; all that it does not say has the default that stands here. */
import * as z from 'zod/mini';

/** `database.collection`. */
const namespace = z.string().check(z.regex(/^[^.\s$]+\.[^\s$]+$/, 'must be database.collection'));
const positive = z.number().check(z.positive());

/** Stages and operators that write, or that run somebody's code in the server. */
const REFUSED: ReadonlySet<string> = new Set(['$out', '$merge', '$where', '$function', '$accumulator']);

/** The first that is found, however deep. */
function refusedIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, each] of Object.entries(value)) {
    if (REFUSED.has(name)) return name;
    const deeper = refusedIn(each);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

const pipeline = z.array(z.record(z.string(), z.unknown())).check(
  z.minLength(1),
  z.check(({ value, issues }) => {
    const found = refusedIn(value);
    if (found !== undefined)
      issues.push({ code: 'custom', message: `must not hold ${found}`, input: undefined });
  }),
);

/** An aggregation that yields one scalar, compared with what it should be. */
const assertion = z.strictObject({
  name: z.string().check(z.regex(/^[\w-]{1,40}$/, 'must be up to 40 of a-z A-Z 0-9 _ -')),
  namespace,
  pipeline,
  operator: z.enum(['=', '!=', '<', '<=', '>', '>=']),
  expected: z.union([z.number(), z.string(), z.boolean()]),
});
export type QueryAssertion = z.output<typeof assertion>;

const newest = z.strictObject({
  namespace,
  /** A date field. Default: the time in `_id`. */
  field: z.optional(z.string().check(z.minLength(1))),
  /** How much older than the snapshot the newest document may be. Default: a day. */
  toleranceMinutes: z._default(positive, 1_440),
  /** How much newer: clocks of applications differ. Default: 10 minutes. */
  skewMinutes: z._default(positive, 10),
});
export type NewestDocument = z.output<typeof newest>;

const checks = z.strictObject({
  /** Must be there and not be empty, and are counted exactly. Default: none. */
  critical: z._default(z.array(namespace), []),
  /** Are not looked at. Default: none; databases of the system never are. */
  ignored: z._default(z.array(namespace), []),
  /** By how many percent a collection may shrink. Default: 10. */
  dropPercent: z._default(positive.check(z.maximum(100)), 10),
  newestDocuments: z._default(z.array(newest), []),
  assertions: z._default(z.array(assertion), []),
  /** `validate` reads a collection whole: larger ones are left out. Default: 100,000 documents. */
  validateUpTo: z._default(z.int().check(z.minimum(0)), 100_000),
  /** For all of `validate` together. Default: 120 seconds. */
  validateSeconds: z._default(positive, 120),
});

/** One name, one assertion; and what is not looked at cannot be critical. */
export const checksConfig = checks.check(
  z.check(({ value: { assertions, critical, ignored }, issues }) => {
    const names = assertions.map(({ name }) => name);
    for (const [at, name] of names.entries())
      if (names.indexOf(name) !== at)
        issues.push({
          code: 'custom',
          path: ['assertions', at, 'name'],
          message: `there are two assertions of the name ${name}`,
          input: name,
        });
    for (const [at, each] of critical.entries())
      if (ignored.includes(each))
        issues.push({ code: 'custom', path: ['critical', at], message: 'is ignored too', input: each });
  }),
);
export type ChecksConfig = z.output<typeof checksConfig>;
