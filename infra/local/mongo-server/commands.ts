/** What a signed-in client may ask, each with the privilege that it needs. Nothing here writes. */
import type { Document } from 'bson';
import { CommandError } from './command-error.ts';
import { CATALOGUE } from './commands/catalogue.ts';
import type { CommandContext, Commands } from './commands/command.ts';
import { DOCUMENTS } from './commands/documents.ts';
import { REFUSED } from './commands/refused.ts';
import { STATISTICS } from './commands/statistics.ts';

const COMMANDS: Commands = { ...CATALOGUE, ...DOCUMENTS, ...STATISTICS };
/** Older names of some. */
const ALIASES: Readonly<Record<string, string>> = { collstats: 'collStats', dbstats: 'dbStats' };

const commandOf = (name: string) => {
  const known = Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
  return Object.hasOwn(COMMANDS, known) ? COMMANDS[known] : undefined;
};

/** @throws {CommandError} MongoDB has no command of that name: said to whoever asks */
export function checkIsCommand(name: string): void {
  if (commandOf(name) === undefined && !REFUSED.has(name))
    throw new CommandError(59, `no such command: '${name}'`);
}

/** @throws {CommandError} */
export function runCommand(name: string, context: CommandContext): Document | Promise<Document> {
  const command = commandOf(name);
  const isAllowed = command?.action === undefined || context.user.actions.has(command.action);
  if (command === undefined || !isAllowed)
    throw new CommandError(13, `not authorized on ${context.database} to execute command ${name}`);
  return command.run(context);
}
