/** Fields of commands, read as MongoDB reads them: null is as good as absent, and a wrong type is said by its field. */
import type { Document } from 'bson';
import { CommandError } from './command-error.ts';

export const commandName = (command: Document): string => Object.keys(command)[0] ?? '';

export function documentIn(command: Document, field: string): Document | undefined {
  return read(command, field, 'object');
}

export function listIn(command: Document, field: string): readonly unknown[] | undefined {
  return read(command, field, 'array');
}

export function textIn(command: Document, field: string): string | undefined {
  return read(command, field, 'string');
}

export function flagIn(command: Document, field: string): boolean {
  return read<boolean>(command, field, 'bool') ?? false;
}

/** A whole number from 0 on. */
export function numberIn(command: Document, field: string): number | undefined {
  const value: unknown = command[field] ?? undefined;
  if (value === undefined) return undefined;
  if (!Number.isSafeInteger(value)) throw wrongType(command, field, value, 'long');
  if (Number(value) < 0)
    throw new CommandError(51024, `BSON field '${field}' value must be >= 0, actual value '${value}'`);
  return Number(value);
}

/** What a command is about, which is the value of its first field: a collection. */
export function collectionIn(command: Document, field = commandName(command)): string {
  const name = textIn(command, field);
  if (name === undefined)
    throw new CommandError(
      40414,
      `BSON field '${commandName(command)}.${field}' is missing but a required field`,
    );
  if (name === '') throw new CommandError(73, 'Collection names cannot be empty');
  return name;
}

function read<Value>(command: Document, field: string, type: string): Value | undefined {
  const value: unknown = command[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeOf(value) !== type) throw wrongType(command, field, value, type);
  return value as Value;
}

const wrongType = (command: Document, field: string, value: unknown, expected: string): CommandError =>
  new CommandError(
    14,
    `BSON field '${commandName(command)}.${field}' is the wrong type '${typeOf(value)}', expected type '${expected}'`,
  );

/** As MongoDB calls it, as far as commands hold it. */
function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'object' || value === null) return typeof value;
  // What deserialises to a class is a value of its own: ObjectId, Binary, Long.
  const bsonType: unknown = Reflect.get(value, '_bsontype');
  if (typeof bsonType === 'string') return bsonType[0]?.toLowerCase() + bsonType.slice(1);
  return value instanceof Date ? 'date' : 'object';
}
