/** Turns the namespaces of a request into the single collections that are restored, and their names on the target. */
import type { BodyOf } from '../../../../lib/atlas/operations.ts';
import { Refusal } from '../errors.ts';
import { type Collection, namespaceOf } from '../fleet-namespaces.ts';
import type { CollectionPart } from '../model.ts';

type Body = BodyOf<'createCollectionRestoreJob'>;
type Wish = NonNullable<Body['collections']>[number];

/** Checks what can be told from the request alone. */
export function checkNamespaces({ collections = [], databases = [] }: Body): void {
  // Not documented what a request without any would mean: perhaps everything, and that must not be a mistake's result.
  if (collections.length + databases.length === 0) {
    throw new Refusal('MISSING_ONE_OF_ATTRIBUTES', ['collections', 'databases']);
  }
  const isCollection = (text: string) => /^[^.]+\../s.test(text);
  const isDatabase = (text: string) => /^[^.]+$/.test(text);
  checkEach('collections', collections, isCollection);
  checkEach('databases', databases, isDatabase);
  const sources = [...collections, ...databases].map(({ sourceNamespace }) => sourceNamespace);
  const within = collections.filter(({ sourceNamespace }) =>
    sources.includes(split(sourceNamespace).database),
  );
  if (new Set(sources).size < sources.length || within.length > 0) {
    throw new Refusal('INVALID_ATTRIBUTE', ['collections']);
  }
}

function checkEach(attribute: string, wishes: readonly Wish[], fits: (text: string) => boolean): void {
  const isFit = (wish: Wish) => fits(wish.sourceNamespace) && fits(wantedTarget(wish));
  if (!wishes.every(isFit)) throw new Refusal('INVALID_ATTRIBUTE', [attribute]);
}

/** Documented: without a target, or with an empty one, it goes where it came from. */
export function wantedTarget({ sourceNamespace, targetNamespace }: Wish): string {
  return targetNamespace || sourceNamespace;
}

/** @param existing what the target holds: CREATE_NEW gives way to it, OVERWRITE_EXISTING replaces it */
export function partsOf(
  body: Body,
  content: readonly Collection[],
  existing: readonly Collection[],
): CollectionPart[] {
  const taken = new Set(existing.map(namespaceOf));
  const given = new Set<string>();
  return wished(body, content).map(({ source, target, found }): CollectionPart => {
    const lost = { source, target, effective: target, documents: 0, overwrites: false };
    if (found === undefined) return { ...lost, fate: 'notFound' };
    if (found.isUnsupported) return { ...lost, fate: 'unsupported' };
    const suffixed = withSuffixes(target, body);
    const isNew = body.writeStrategy === 'CREATE_NEW';
    const effective = isNew ? freeName(suffixed, (name) => taken.has(name) || given.has(name)) : suffixed;
    // Two sources would replace each other.
    if (given.has(effective)) throw new Refusal('INVALID_ATTRIBUTE', ['targetNamespace']);
    given.add(effective);
    const { documents } = found;
    return { source, target, effective, documents, overwrites: taken.has(effective), fate: 'restored' };
  });
}

interface Wished {
  readonly source: string;
  readonly target: string;
  readonly found: Collection | undefined;
}

/** A database stands for its collections; one that is not there, for itself. */
function wished({ collections = [], databases = [] }: Body, content: readonly Collection[]): Wished[] {
  const single = collections.map((wish) => ({
    source: wish.sourceNamespace,
    target: wantedTarget(wish),
    found: content.find((one) => namespaceOf(one) === wish.sourceNamespace),
  }));
  const whole = databases.flatMap((wish): Wished[] => {
    const database = wantedTarget(wish);
    const held = content.filter((one) => one.database === wish.sourceNamespace);
    if (held.length === 0) return [{ source: wish.sourceNamespace, target: database, found: undefined }];
    return held.map((found) => ({
      source: namespaceOf(found),
      target: namespaceOf({ database, name: found.name }),
      found,
    }));
  });
  return [...single, ...whole];
}

/** A database's name has no dot, a collection's may have. */
function split(namespace: string): { database: string; name: string } {
  const dot = namespace.indexOf('.');
  return { database: namespace.slice(0, dot), name: namespace.slice(dot + 1) };
}

function withSuffixes(namespace: string, { databaseSuffix, collectionSuffix }: Body): string {
  const { database, name } = split(namespace);
  return namespaceOf({
    database: `${database}${databaseSuffix ?? ''}`,
    name: `${name}${collectionSuffix ?? ''}`,
  });
}

/** Documented: CREATE_NEW renames where the name is taken; how, is not. */
function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  let name = wanted;
  for (let number = 1; isTaken(name); number += 1) name = `${wanted}_${number}`;
  return name;
}
