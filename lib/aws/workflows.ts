/** Starts executions of the restore workflow. */
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { RestoreRequest } from '../restores/request.ts';
import { localOrDefault } from './local-endpoint.ts';

export class Workflows {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(options: { readonly restoreStateMachineArn: string; readonly endpoint?: string }) {
    this.#client = new SFNClient(localOrDefault(options.endpoint));
    this.#stateMachineArn = options.restoreStateMachineArn;
  }

  /**
   * Starts the execution named after the restore. One that is there already is success: the ledger has decided
   * that this request is that restore.
   */
  async startRestore(id: string, request: RestoreRequest): Promise<void> {
    try {
      await this.#client.send(
        new StartExecutionCommand({
          stateMachineArn: this.#stateMachineArn,
          name: id,
          input: JSON.stringify(request),
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
