/** The ledger of a function of drills: what it writes is told. */
import * as z from 'zod/mini';
import { DrillEvents } from '../aws/drill-events.ts';
import { DrillLedger } from '../aws/drill-ledger.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const drillLedger = part('drillLedger', {
  environment: z.object({
    LEDGER_TABLE: filled,
    /** Absent of a function that only reads. */
    EVENT_BUS_NAME: z.optional(filled),
  }),
  connect({ LEDGER_TABLE, EVENT_BUS_NAME }, { aws, log }) {
    const events =
      EVENT_BUS_NAME === undefined ? undefined : new DrillEvents(EVENT_BUS_NAME, log, aws.events);
    return { drillLedger: new DrillLedger(LEDGER_TABLE, aws.ledger, events) };
  },
});
