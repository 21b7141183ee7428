import * as z from 'zod/mini';
import { Ledger } from '../aws/ledger.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

export const ledger = part('ledger', {
  environment: z.object({ LEDGER_TABLE: filled }),
  connect: ({ LEDGER_TABLE }, { aws }) => ({ ledger: new Ledger(LEDGER_TABLE, aws.ledger) }),
});
