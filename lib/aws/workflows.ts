/** Starts executions of the restore workflow. */
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { AwsConnection } from './connection.ts';

export class Workflows {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(restoreStateMachineArn: string, connection: AwsConnection = {}) {
    this.#client = new SFNClient(connection);
    this.#stateMachineArn = restoreStateMachineArn;
  }

  /**
   * Starts the execution named after the restore. One that is there already is success: the ledger has decided
   * that this request is that restore.
   */
  async startRestore(id: string, input: object): Promise<void> {
    try {
      await this.#client.send(
        new StartExecutionCommand({
          stateMachineArn: this.#stateMachineArn,
          name: id,
          input: JSON.stringify(input),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
