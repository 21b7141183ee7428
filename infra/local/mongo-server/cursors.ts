/** Answers in batches: what does not fit into the first is kept until it is asked for. */
import { calculateObjectSize, type Document, Long } from 'bson';
import { CommandError } from './command-error.ts';

/** MongoDB's own: 101 documents at first, and batches of at most 16 MB. */
const FIRST_BATCH = 101;
const MOST_BYTES = 16_000_000;

interface Open {
  readonly namespace: string;
  readonly rest: Iterator<Document>;
}

/** Clients that go without closing theirs leave them here: of more, the oldest are forgotten. */
const MOST_OPEN = 1_000;

export class Cursors {
  readonly #open = new Map<number, Open>();
  #last = 0;

  first(namespace: string, documents: Iterable<Document>, batchSize: number | undefined, isSingle = false) {
    const rest = documents[Symbol.iterator]();
    const { batch, isOver } = take(rest, batchSize ?? FIRST_BATCH);
    return { firstBatch: batch, ...this.#place(namespace, rest, isOver || isSingle) };
  }

  more(id: number, batchSize: number | undefined) {
    const open = this.#open.get(id);
    if (open === undefined) throw new CommandError(43, `cursor id ${id} not found`);
    this.#open.delete(id);
    const { batch, isOver } = take(open.rest, batchSize ?? Number.POSITIVE_INFINITY);
    return { nextBatch: batch, ...this.#place(open.namespace, open.rest, isOver, id) };
  }

  kill(ids: readonly number[]): { killed: number[]; notFound: number[] } {
    const killed = ids.filter((id) => this.#open.delete(id));
    return { killed, notFound: ids.filter((id) => !killed.includes(id)) };
  }

  #place(namespace: string, rest: Iterator<Document>, isOver: boolean, before?: number) {
    if (isOver) return { id: Long.ZERO, ns: namespace };
    this.#last += before === undefined ? 1 : 0;
    const id = before ?? this.#last;
    this.#open.set(id, { namespace, rest });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
    return { id: Long.fromNumber(id), ns: namespace };
  }
}

function take(rest: Iterator<Document>, most: number): { batch: Document[]; isOver: boolean } {
  const batch: Document[] = [];
  for (let bytes = 0; batch.length < most && bytes < MOST_BYTES; ) {
    const { value, done } = rest.next();
    if (done === true) return { batch, isOver: true };
    batch.push(value);
    bytes += calculateObjectSize(value);
  }
  return { batch, isOver: false };
}
