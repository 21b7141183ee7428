/** In which order numbers come, in memory of the gaps only: a chain may be longer than fits. */

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** `next` follows the highest so far, `jump` leaves a gap, `late` fills one, `again` was there. */
export type Arrival = 'next' | 'jump' | 'late' | 'again';

export class SequenceOrder {
  #highest = 0;
  #gaps: Range[] = [];

  get highest(): number {
    return this.#highest;
  }

  get gaps(): readonly Range[] {
    return this.#gaps;
  }

  arrive(sequence: number): Arrival {
    const expected = this.#highest + 1;
    if (sequence >= expected) {
      if (sequence > expected) this.#gaps.push({ from: expected, to: sequence - 1 });
      this.#highest = sequence;
      return sequence > expected ? 'jump' : 'next';
    }
    const gap = this.#gaps.findIndex(({ from, to }) => from <= sequence && sequence <= to);
    if (gap < 0) return 'again';
    const { from, to } = this.#gaps[gap] as Range;
    const left = [
      { from, to: sequence - 1 },
      { from: sequence + 1, to },
    ].filter((each) => each.from <= each.to);
    this.#gaps.splice(gap, 1, ...left);
    return 'late';
  }
}
