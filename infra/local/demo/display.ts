/** What `npm start` shows while restores run: lines that change in place, or a plain log where there is no terminal. */
import { clearScreenDown, moveCursor } from 'node:readline';
import type { WriteStream } from 'node:tty';
import type { RestoreView } from '../../../lib/restores/view.ts';

export interface Display {
  /** How a restore stands now. */
  show(restore: RestoreView): void;
  /** No more changes: what is shown stays. */
  done(): void;
  print(text: string): void;
}

export function createDisplay(out: NodeJS.WriteStream, now: () => Date): Display {
  return out.isTTY ? liveDisplay(out, now) : plainDisplay(out);
}

function plainDisplay(out: NodeJS.WritableStream): Display {
  const shown = new Map<string, string>();
  return {
    show(restore) {
      if (shown.get(restore.id) === restore.status) return;
      shown.set(restore.id, restore.status);
      const at = restore.timeline.at(-1)?.at ?? restore.createdAt;
      out.write(`${at.slice(0, 19)}Z  ${nameOf(restore)}  ${restore.status}\n`);
    },
    done() {},
    print: (text) => void out.write(`${text}\n`),
  };
}

function liveDisplay(out: WriteStream, now: () => Date): Display {
  const restores = new Map<string, RestoreView>();
  let lines = 0;
  const erase = (): void => {
    if (lines > 0) moveCursor(out, 0, -lines);
    clearScreenDown(out);
  };
  return {
    show(restore) {
      restores.set(restore.id, restore);
      erase();
      // A line that wraps would be two, and the next erasure one line short.
      for (const each of restores.values())
        out.write(`${live(each, now()).slice(0, out.columns || DEFAULT_COLUMNS)}\n`);
      lines = restores.size;
    },
    done() {
      lines = 0;
    },
    print: (text) => void out.write(`${text}\n`),
  };
}

/** Some terminals say that they have none. */
const DEFAULT_COLUMNS = 80;
const BAR_WIDTH = 20;

function live(restore: RestoreView, now: Date): string {
  const end = restore.finishedAt === undefined ? now : new Date(restore.finishedAt);
  const seconds = Math.max(0, Math.round((end.getTime() - Date.parse(restore.createdAt)) / 1000));
  const isOver = restore.finishedAt !== undefined;
  // Nobody knows how long it will take: the mark only shows that it goes on.
  const at = seconds % BAR_WIDTH;
  const bar = isOver ? '='.repeat(BAR_WIDTH) : `${' '.repeat(at)}=${' '.repeat(BAR_WIDTH - at - 1)}`;
  return `  ${nameOf(restore).padEnd(34)} [${bar}] ${restore.status.padEnd(9)} ${seconds} s`;
}

const nameOf = ({ source, target }: RestoreView): string => `${source.name} → ${target?.name ?? 'download'}`;
