/** One client: it shakes hands, signs in, and asks. */
import type { Document } from 'bson';
import { Binary } from 'bson';
import { CommandError } from './command-error.ts';
import { COMMANDS } from './commands.ts';
import type { Cursors } from './cursors.ts';
import type { CollectionData } from './data.ts';
import { beginScram, type Exchange } from './scram.ts';
import type { MongoUser, UserLookup } from './users.ts';
import type { Request } from './wire.ts';

export interface ConnectionOptions {
  /** Such as `8.0.29`. */
  readonly version: string;
  /** Absent: a router of a sharded cluster. */
  readonly setName?: string;
  /** Whether it can be read as a primary at this moment. @default it can */
  readonly isPrimary?: () => boolean;
  /** As clients reach it. */
  readonly address: () => string;
  readonly user: UserLookup;
  /** What it holds at this moment. */
  readonly collections: () => readonly CollectionData[];
  /** Of its clock. */
  readonly now: () => Date;
  /** Of all connections: a driver may ask for more on another one. */
  readonly cursors: Cursors;
}

const MECHANISM = 'SCRAM-SHA-256';
/** By major version, as MongoDB counts them. */
const WIRE_VERSIONS: Readonly<Record<string, number>> = { '4': 9, '5': 13, '6': 17, '7': 21, '8': 25 };
let connections = 0;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #id: number;
  #exchange: Exchange | undefined;
  #user: MongoUser | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    connections += 1;
    this.#id = connections;
  }

  async answer({ database, command }: Request): Promise<Document> {
    try {
      return { ...(await this.#run(database, command)), ok: 1 };
    } catch (error) {
      if (error instanceof CommandError) return error.document;
      throw error;
    }
  }

  async #run(database: string, command: Document): Promise<Document> {
    const [name = ''] = Object.keys(command);
    switch (name) {
      case 'hello':
      case 'isMaster':
      case 'ismaster':
        return this.#hello(command);
      case 'buildInfo':
      case 'buildinfo':
        return { version: this.#options.version, versionArray: this.#numbers(), modules: [] };
      case 'saslStart':
        return this.#begin(command);
      case 'saslContinue':
        return this.#finish(command);
      default:
        return this.#ask(name, database, command);
    }
  }

  #ask(name: string, database: string, command: Document): Document {
    const wanted = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (wanted === undefined) throw new CommandError(59, `no such command: '${name}'`);
    const { action, run } = wanted;
    if (this.#user === undefined) throw new CommandError(13, `Command ${name} requires authentication`);
    if (action !== undefined && !this.#user.actions.has(action))
      throw new CommandError(13, `not authorized on ${database} to execute command ${name}`);
    const { collections, cursors } = this.#options;
    return run({ database, command, collections: collections(), cursors });
  }

  async #hello(command: Document): Promise<Document> {
    const { setName, version, address, now, isPrimary = () => true } = this.#options;
    const speculative = command.speculativeAuthenticate as Document | undefined;
    const began = speculative && (await this.#begin(speculative).catch(() => undefined));
    const [major = ''] = version.split('.');
    return {
      helloOk: true,
      isWritablePrimary: isPrimary(),
      ismaster: isPrimary(),
      secondary: !isPrimary(),
      ...(setName === undefined
        ? { msg: 'isdbgrid' }
        : {
            setName,
            setVersion: 1,
            hosts: [address()],
            ...(isPrimary() && { primary: address() }),
            me: address(),
          }),
      maxBsonObjectSize: 16_777_216,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
      localTime: now(),
      logicalSessionTimeoutMinutes: 30,
      connectionId: this.#id,
      minWireVersion: 0,
      maxWireVersion: WIRE_VERSIONS[major] ?? 9,
      readOnly: false,
      ...(command.saslSupportedMechs !== undefined && { saslSupportedMechs: [MECHANISM] }),
      ...(began && { speculativeAuthenticate: began }),
    };
  }

  #numbers(): number[] {
    return [...this.#options.version.split('.').map(Number), 0];
  }

  async #begin({ mechanism, payload }: Document): Promise<Document> {
    if (mechanism !== MECHANISM)
      throw new CommandError(334, `Mechanism ${String(mechanism)} is not offered.`);
    const { user } = this.#options;
    this.#exchange = beginScram(textOf(payload), (username) => user(username)?.credential);
    return saslAnswer(this.#exchange.serverFirst, false);
  }

  #finish({ payload }: Document): Document {
    const exchange = this.#exchange;
    if (exchange === undefined) throw new CommandError(18, 'Authentication failed.');
    const said = textOf(payload);
    // A client that does not skip it sends an empty message last.
    if (said === '') return saslAnswer('', true);
    const verifier = exchange.finish(said);
    this.#user = this.#options.user(exchange.username);
    return saslAnswer(verifier, true);
  }
}

const textOf = (payload: unknown): string =>
  payload instanceof Binary ? Buffer.from(payload.value()).toString('utf8') : String(payload ?? '');

const saslAnswer = (text: string, done: boolean): Document => ({
  conversationId: 1,
  done,
  payload: new Binary(Buffer.from(text)),
});
