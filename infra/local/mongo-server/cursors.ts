/** Answers in batches: what does not fit into the first is kept until it is asked for. */
import { calculateObjectSize, type Document, Long } from 'bson';
import { CommandError } from './command-error.ts';
import type { TimeLimit } from './query/time-limit.ts';

/** MongoDB's own: 101 documents at first, and batches of at most 16 MB. */
const FIRST_BATCH = 101;
const MOST_BYTES = 16_000_000;
/** What a document costs beside itself: its type, its place in the list as digits, and a zero. */
const BYTES_AROUND = 10;

/** Clients that go without closing theirs leave them here: of more, the oldest are forgotten. */
const MOST_OPEN = 1_000;

interface Opened {
  readonly namespace: string;
  /** Nobody else may read on. */
  readonly owner: string;
  readonly documents: Iterator<Document> | AsyncIterator<Document>;
  readonly time: TimeLimit;
}

interface Open extends Opened {
  /** Read already, and too large for the batch before. */
  next?: Document;
  /** How many are to come at most. */
  left: number;
}

export interface FirstBatch extends Opened {
  readonly batchSize: number | undefined;
  /** The cursor is over after so many. @default when there are no more */
  readonly limit?: number;
  /** There will be no second. @default false */
  readonly isSingle?: boolean;
}

export class Cursors {
  readonly #open = new Map<number, Open>();
  #last = 0;

  async first({ batchSize = FIRST_BATCH, limit = 0, isSingle = false, ...opened }: FirstBatch) {
    const open: Open = { ...opened, left: limit || Number.POSITIVE_INFINITY };
    const { batch, isOver } = await take(open, batchSize);
    this.#last += 1;
    return { firstBatch: batch, ...this.#place(this.#last, open, isOver || isSingle) };
  }

  async more(id: number, namespace: string, owner: string, batchSize = Number.POSITIVE_INFINITY) {
    const open = this.#open.get(id);
    if (open === undefined) throw new CommandError(43, `cursor id ${id} not found`);
    if (open.owner !== owner)
      throw new CommandError(13, `cursor id ${id} was not created by the authenticated user`);
    if (open.namespace !== namespace)
      throw new CommandError(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${open.namespace}`,
      );
    // Away while it is read: a second request for it, or an error, finds no cursor.
    this.#open.delete(id);
    open.time.resume();
    const { batch, isOver } = await take(open, batchSize);
    return { nextBatch: batch, ...this.#place(id, open, isOver) };
  }

  kill(ids: readonly number[], owner: string): { killed: number[]; notFound: number[] } {
    const killed = ids.filter((id) => this.#open.get(id)?.owner === owner && this.#open.delete(id));
    return { killed, notFound: ids.filter((id) => !killed.includes(id)) };
  }

  #place(id: number, open: Open, isOver: boolean) {
    if (isOver) return { id: Long.ZERO, ns: open.namespace };
    open.time.pause();
    this.#open.set(id, open);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
    return { id: Long.fromNumber(id), ns: open.namespace };
  }
}

async function take(open: Open, most: number): Promise<{ batch: Document[]; isOver: boolean }> {
  const batch: Document[] = [];
  for (let bytes = 0; batch.length < most; ) {
    const document = open.next ?? (await nextOf(open));
    if (document === undefined) return { batch, isOver: true };
    bytes += calculateObjectSize(document) + BYTES_AROUND;
    if (bytes > MOST_BYTES && batch.length > 0) {
      open.next = document;
      return { batch, isOver: false };
    }
    delete open.next;
    batch.push(document);
    open.left -= 1;
    if (open.left === 0) return { batch, isOver: true };
  }
  return { batch, isOver: false };
}

async function nextOf({ documents, time }: Open): Promise<Document | undefined> {
  time.check();
  const { value, done } = await documents.next();
  return done === true ? undefined : value;
}
