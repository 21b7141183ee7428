/** A ledger on dynalite in memory, for the tests of one file. */
import { afterAll, beforeAll } from 'vitest';
import { type LedgerServer, startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { Ledger } from '../../../lib/aws/ledger.ts';

/** Call it at the top of a file or of a `describe`; the function it returns gives the ledger to a test. */
export function useLedger(): () => Ledger {
  let server: LedgerServer;
  let ledger: Ledger;
  beforeAll(async () => {
    server = await startLedgerServer();
    ledger = new Ledger(server.table, server.connection);
  });
  afterAll(async () => {
    ledger.close();
    await server.close();
  });
  return () => ledger;
}
