/** One client: it shakes hands, signs in, and asks. */
import type { Document } from 'bson';
import { commandName } from './arguments.ts';
import { Authentication, MECHANISM } from './authentication.ts';
import { CommandError } from './command-error.ts';
import { checkIsCommand, runCommand } from './commands.ts';
import type { Cursors } from './cursors.ts';
import type { CollectionData } from './data.ts';
import { ConnectionLost, type MongoFaults } from './faults.ts';
import { buildInfo, helloAnswer } from './hello.ts';
import { TimeLimit } from './query/time-limit.ts';
import type { UserLookup } from './users.ts';
import type { Request } from './wire.ts';

export interface ConnectionOptions {
  /** Such as `8.0.29`. */
  readonly version: string;
  /** Absent: a router of a sharded cluster. */
  readonly setName?: string;
  /** As clients reach it. */
  readonly address: () => string;
  readonly user: UserLookup;
  /** What it holds at this moment. */
  readonly collections: () => readonly CollectionData[];
  /** Of its clock. */
  readonly now: () => Date;
  /** Of all connections: a driver may ask for more on another one. */
  readonly cursors: Cursors;
  readonly faults: MongoFaults;
}

const HELLO: ReadonlySet<string> = new Set(['hello', 'isMaster', 'ismaster']);
let connections = 0;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #id: number;
  readonly #authentication: Authentication;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#authentication = new Authentication(options.user);
    connections += 1;
    this.#id = connections;
  }

  /** @throws {ConnectionLost} by a fault that is set */
  async answer(request: Request): Promise<Document> {
    try {
      return { ...(await this.#run(request)), ok: 1 };
    } catch (error) {
      if (error instanceof ConnectionLost) throw error;
      if (error instanceof CommandError) return error.document;
      // A defect of ours: as MongoDB does, it is told to who asked, and the connection goes on.
      const message = error instanceof Error ? error.message : 'It is not known what went wrong.';
      return new CommandError(1, message).document;
    }
  }

  async #run({ database, command, isQuery }: Request): Promise<Document> {
    const name = commandName(command);
    const time = TimeLimit.of(command);
    await this.#options.faults.meet(name, time);
    if (HELLO.has(name)) return this.#hello(command, name !== 'hello');
    if (isQuery) throw new CommandError(352, `Unsupported OP_QUERY command: ${name}.`);
    if (database === undefined) throw new CommandError(40571, 'OP_MSG requests require a $db argument');
    switch (name) {
      case 'ping':
      case 'endSessions':
        return {};
      case 'buildInfo':
      case 'buildinfo':
        return buildInfo(this.#options.version);
      case 'saslStart':
        return this.#authentication.begin(database, command);
      case 'saslContinue':
        return this.#authentication.continue(command);
      case 'connectionStatus':
        return this.#status();
      default:
        return this.#ask(name, database, command, time);
    }
  }

  #ask(name: string, database: string, command: Document, time: TimeLimit): Document | Promise<Document> {
    checkIsCommand(name);
    const { user } = this.#authentication;
    if (user === undefined) throw new CommandError(13, `Command ${name} requires authentication`);
    const { collections, cursors, faults, setName } = this.#options;
    const isRouter = setName === undefined;
    if (!isRouter && !faults.hasPrimary && (command.$readPreference?.mode ?? 'primary') === 'primary')
      throw new CommandError(13435, 'not primary and secondaryOk=false');
    return runCommand(name, { database, command, collections: collections(), cursors, user, time, isRouter });
  }

  #hello(command: Document, isLegacy: boolean): Document {
    const { address, now, faults, ...about } = this.#options;
    const answer = helloAnswer(
      { ...about, address: address(), now: now(), connectionId: this.#id, isPrimary: faults.hasPrimary },
      isLegacy,
    );
    const began = this.#beginEarly(command.speculativeAuthenticate);
    return {
      ...answer,
      ...(command.saslSupportedMechs !== undefined && { saslSupportedMechs: [MECHANISM] }),
      ...(began && { speculativeAuthenticate: began }),
    };
  }

  /** With the handshake, to save a round; what cannot begin so is left out, and the client begins by itself. */
  #beginEarly(speculative: Document | undefined): Document | undefined {
    try {
      return speculative && this.#authentication.begin(String(speculative.db ?? 'admin'), speculative);
    } catch (error) {
      if (error instanceof CommandError) return undefined;
      throw error;
    }
  }

  #status(): Document {
    const { user } = this.#authentication;
    const authenticatedUsers = user ? [{ user: user.username, db: user.database }] : [];
    return { authInfo: { authenticatedUsers, authenticatedUserRoles: [] } };
  }
}
