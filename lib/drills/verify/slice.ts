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
import { isNotPermitted, type TargetTrouble } from './target.ts';

/** Each takes some 150 bytes of what travels, which may be 256 KB. */
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
}

/** @throws what the driver throws where the target cannot be read at all: it is tried again from the same state */
export async function readSlice(before: SliceState, options: SliceOptions): Promise<SliceState> {
  let state = before;
  while (!state.isDone && options.clock.now().getTime() < options.deadline)
    state = await step(state, options);
  return state;
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
  const unread = state.namespaces[state.indexed.length];
  if (unread !== undefined)
    return { ...state, indexed: [...state.indexed, await readIndexes(client, unread)] };
  const uncounted = inOrder(state)[state.collections.length];
  if (uncounted !== undefined) {
    const { namespace } = uncounted;
    const counted = await readCount(client, namespace, config.critical.includes(namespace));
    return { ...state, collections: [...state.collections, { ...uncounted, ...counted }] };
  }
  const newest = config.newestDocuments[state.newest.length];
  if (newest !== undefined) return { ...state, newest: [...state.newest, await readNewest(client, newest)] };
  const assertion = config.assertions[state.assertions.length];
  if (assertion !== undefined)
    return { ...state, assertions: [...state.assertions, await readAssertion(client, assertion)] };
  return validateNext(state, client, config, clock);
}

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
    .filter(({ count }) => count <= validateUpTo)
    .sort((a, b) => a.count - b.count);
  const next = small[state.validations.length];
  if (next === undefined) return { ...state, isDone: true };
  if (state.validateMs >= validateSeconds * 1_000)
    return { ...state, unvalidated: 'OUT_OF_TIME', isDone: true };
  const from = clock.now().getTime();
  try {
    const seen = await readValidation(client, next.namespace);
    const validateMs = state.validateMs + clock.now().getTime() - from;
    return { ...state, validations: [...state.validations, seen], validateMs };
  } catch (error) {
    if (!isNotPermitted(error)) throw error;
    return { ...state, unvalidated: 'NOT_PERMITTED', isDone: true };
  }
}
