/** Starts executions of one workflow, and looks at them. */
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { AwsConnection } from './connection.ts';

/** `NONE`: there is no execution of that name. */
export type ExecutionState = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'NONE';

export class Workflows {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(stateMachineArn: string, connection: AwsConnection = {}) {
    this.#client = new SFNClient(connection);
    this.#stateMachineArn = stateMachineArn;
  }

  /**
   * Starts the execution named after its restore or drill. One that is there already is success: the ledger has decided
   * that this request is that one.
   */
  async start(id: string, input: object): Promise<void> {
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

  /** For who looks after them, not for who asks how one stands: the quota of these calls is small. */
  async stateOf(name: string): Promise<ExecutionState> {
    const executionArn = `${this.#stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    try {
      const { status = 'NONE' } = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'PENDING_REDRIVE' ? 'RUNNING' : status;
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return 'NONE';
      throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
