/** The ledger of a function that writes: what it writes is told, in the same breath where that is possible. */
import * as z from 'zod/mini';
import { Events } from '../aws/events.ts';
import { Ledger } from '../aws/ledger.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const announcing = part('announcing', {
  environment: z.object({ LEDGER_TABLE: filled, EVENT_BUS_NAME: filled }),
  connect({ LEDGER_TABLE, EVENT_BUS_NAME }, { aws, log }) {
    const events = new Events(EVENT_BUS_NAME, log, aws.events);
    return { ledger: new Ledger(LEDGER_TABLE, aws.ledger, events) };
  },
});
