/** Coverage in the ledger: what is written of it is told. */
import * as z from 'zod/mini';
import { CoverageEvents } from '../aws/coverage-events.ts';
import { CoverageLedger } from '../aws/coverage-ledger.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const coverageLedger = part('coverageLedger', {
  environment: z.object({
    LEDGER_TABLE: filled,
    /** Absent of a function that only reads. */
    EVENT_BUS_NAME: z.optional(filled),
  }),
  connect({ LEDGER_TABLE, EVENT_BUS_NAME }, { aws, log }) {
    const events =
      EVENT_BUS_NAME === undefined ? undefined : new CoverageEvents(EVENT_BUS_NAME, log, aws.events);
    return { coverageLedger: new CoverageLedger(LEDGER_TABLE, aws.ledger, events) };
  },
});
