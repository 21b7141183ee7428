/** What a create's function follows its restore with, without a service around it: a ledger, and a workflow that nobody runs. */
import { inProcess } from '../../../infra/local/in-process-aws.ts';
import { startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { Ledger } from '../../../lib/aws/ledger.ts';
import { Workflows } from '../../../lib/aws/workflows.ts';
import type { Clock } from '../../../lib/clock.ts';
import { silentLog } from '../../../lib/log.ts';
import type { FollowingServices } from '../../../lib/services/services.ts';

export interface Following {
  readonly services: FollowingServices;
  /** Names and inputs of the executions that were started. */
  readonly started: { readonly name: string; readonly input: unknown }[];
  close(): Promise<void>;
}

/** Any target is disposable. */
export async function startFollowing(clock: Clock): Promise<Following> {
  const server = await startLedgerServer();
  const ledger = new Ledger(server.table, server.connection);
  const started: Following['started'] = [];
  const connection = inProcess({
    StartExecution: ({ name, input }) => {
      started.push({ name: String(name), input: JSON.parse(String(input)) });
      return { executionArn: String(name), startDate: 0 };
    },
  });
  return {
    services: {
      clock,
      log: silentLog,
      ledger,
      workflows: new Workflows('arn:aws:states:eu-west-1:1:stateMachine:restore', connection),
      allowedTargets: [{ projectId: '*', name: '*', disposable: true }],
    },
    started,
    close: async () => {
      ledger.close();
      await server.close();
    },
  };
}
