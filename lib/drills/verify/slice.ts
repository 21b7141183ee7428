/**
 * Looks at a target in slices: as much as fits before the deadline, and the next slice goes on from what this one left.
 * What travels between them is small and holds no document.
 */
import type { MongoClient } from 'mongodb';
import type { Clock } from '../../clock.ts';
import type { ChecksConfig } from '../checks/config.ts';
import {
  type AssertionSeen,
  type CollectionSeen,
  isVolatile,
  type NewestSeen,
  type Observation,
  type ValidationSeen,
} from '../checks/observation.ts';
import {
  readAssertion,
  readCount,
  readIndexes,
  readNamespaces,
  readNewest,
  readValidation,
  readVersion,
} from './read.ts';
import { isNotPermitted, isOfOneLook, type TargetTrouble } from './target.ts';

/** Packed, so many take a tenth of what may travel between two slices (packed.ts). */
const MOST_COLLECTIONS = 1_000;

/** What was seen so far: of each kind as many as its list holds. */
export interface SliceState {
  readonly version?: string;
  /** RFC 3339. */
  readonly firstReadAt?: string;
  readonly namespaces?: readonly string[];
  readonly isCut: boolean;
  /** Indexes of namespaces, in their order: which documents expire is known before anything is counted. */
  readonly indexed: readonly CollectionSeen['indexes'][];
  /** Of which the server did not tell the indexes. */
  readonly unread?: readonly string[];
  readonly collections: readonly CollectionSeen[];
  readonly newest: readonly NewestSeen[];
  readonly assertions: readonly AssertionSeen[];
  readonly validations: readonly ValidationSeen[];
  readonly unvalidated?: 'NOT_PERMITTED' | 'OUT_OF_TIME';
  /** ms that `validate` has taken. */
  readonly validateMs: number;
  /** Why the slice before could not read, where it could not. */
  readonly trouble?: TargetTrouble;
  readonly isDone: boolean;
}

export const NOTHING_SEEN: SliceState = {
  isCut: false,
  indexed: [],
  collections: [],
  newest: [],
  assertions: [],
  validations: [],
  validateMs: 0,
  isDone: false,
};

export interface SliceOptions {
  readonly client: MongoClient;
  readonly config: ChecksConfig;
  readonly clock: Clock;
  /** ms of the clock: nothing is begun after it. */
  readonly deadline: number;
  /** Told of each look: what was seen stays seen, whatever the next one comes to. */
  readonly keep: (state: SliceState) => void;
}

/** @throws what the driver throws where the target cannot be read at all: it is tried again from what was kept */
export async function readSlice(before: SliceState, options: SliceOptions): Promise<SliceState> {
  let state = before;
  while (!state.isDone && options.clock.now().getTime() < options.deadline) {
    state = await step(state, options);
    options.keep(state);
  }
  return state;
}

/** One question that the server does not answer is no reason not to ask the others. */
async function answered<Answer>(ask: () => Promise<Answer>, otherwise: Answer): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (isOfOneLook(error)) return otherwise;
    throw error;
  }
}

/** What is seen of a target that was read whole, or as far as the time went. */
export function observationOf(state: SliceState, version: string): Observation {
  const { isCut, collections, newest, assertions, validations, unvalidated } = state;
  return {
    version,
    isCut,
    collections,
    newest,
    assertions,
    validations,
    ...(unvalidated && { unvalidated }),
  };
}

/** One look. */
async function step(state: SliceState, { client, config, clock }: SliceOptions): Promise<SliceState> {
  if (state.version === undefined) {
    const version = await readVersion(client);
    return { ...state, version, firstReadAt: clock.now().toISOString() };
  }
  if (state.namespaces === undefined) return { ...state, ...(await namespaces(client, config)) };
  const unindexed = state.namespaces[state.indexed.length];
  if (unindexed !== undefined) {
    const indexes = await answered(() => readIndexes(client, unindexed), null);
    const unread = indexes === null ? [...(state.unread ?? []), unindexed] : state.unread;
    return { ...state, indexed: [...state.indexed, indexes ?? []], ...(unread && { unread }) };
  }
  const uncounted = inOrder(state)[state.collections.length];
  if (uncounted !== undefined) {
    const { namespace } = uncounted;
    const ask = () => readCount(client, namespace, config.critical.includes(namespace));
    const counted = state.unread?.includes(namespace) ? null : await answered(ask, null);
    const seen = counted === null ? { ...uncounted, ...UNCOUNTED } : { ...uncounted, ...counted };
    return { ...state, collections: [...state.collections, seen] };
  }
  const newest = config.newestDocuments[state.newest.length];
  if (newest !== undefined) {
    const { namespace, field } = newest;
    const nothing: NewestSeen = { namespace, ...(field !== undefined && { field }), unread: true };
    return { ...state, newest: [...state.newest, await answered(() => readNewest(client, newest), nothing)] };
  }
  const assertion = config.assertions[state.assertions.length];
  if (assertion !== undefined)
    return { ...state, assertions: [...state.assertions, await readAssertion(client, assertion)] };
  return validateNext(state, client, config, clock);
}

const UNCOUNTED = { count: 0, isExact: false, unread: true } as const;

async function namespaces(client: MongoClient, config: ChecksConfig) {
  const all = (await readNamespaces(client)).filter((one) => !config.ignored.includes(one));
  const isCritical = (namespace: string) => config.critical.includes(namespace);
  // If there are too many, it is others that are left out.
  const wanted = [...all.filter(isCritical), ...all.filter((one) => !isCritical(one))];
  return { namespaces: wanted.slice(0, MOST_COLLECTIONS), isCut: wanted.length > MOST_COLLECTIONS };
}

/** Those whose documents expire first: they shrink while we count. */
function inOrder({ namespaces: all = [], indexed }: SliceState) {
  const known = all.map((namespace, at) => ({ namespace, indexes: indexed[at] ?? [] }));
  return [...known.filter(isVolatile), ...known.filter((one) => !isVolatile(one))];
}

/** Smallest first, until its own time is up. */
async function validateNext(
  state: SliceState,
  client: MongoClient,
  { validateUpTo, validateSeconds }: ChecksConfig,
  clock: Clock,
): Promise<SliceState> {
  const small = state.collections
    .filter(({ count, unread }) => count <= validateUpTo && !unread)
    .sort((a, b) => a.count - b.count);
  const next = small[state.validations.length];
  if (next === undefined) return { ...state, isDone: true };
  if (state.validateMs >= validateSeconds * 1_000)
    return { ...state, unvalidated: 'OUT_OF_TIME', isDone: true };
  const from = clock.now().getTime();
  try {
    const nothing: ValidationSeen = { namespace: next.namespace, valid: true, problems: 0, unread: true };
    const seen = await answered(() => readValidation(client, next.namespace), nothing);
    const validateMs = state.validateMs + clock.now().getTime() - from;
    return { ...state, validations: [...state.validations, seen], validateMs };
  } catch (error) {
    if (!isNotPermitted(error)) throw error;
    return { ...state, unvalidated: 'NOT_PERMITTED', isDone: true };
  }
}
