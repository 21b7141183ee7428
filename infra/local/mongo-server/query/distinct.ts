/** `distinct`: each value of a field once, those of arrays one by one. */
import { type Document, EJSON } from 'bson';

export async function distinct(documents: AsyncIterable<Document>, key: string): Promise<unknown[]> {
  const found = new Map<string, unknown>();
  const path = key.split('.');
  for await (const document of documents)
    for (const value of valuesAt(document, path)) found.set(EJSON.stringify({ value }), value);
  return [...found.values()];
}

function* valuesAt(value: unknown, [name, ...rest]: readonly string[]): Iterable<unknown> {
  if (Array.isArray(value)) {
    for (const each of value) yield* valuesAt(each, name === undefined ? [] : [name, ...rest]);
  } else if (name === undefined) {
    yield value;
  } else if (typeof value === 'object' && value !== null && Object.hasOwn(value, name)) {
    yield* valuesAt(Reflect.get(value, name), rest);
  }
}
