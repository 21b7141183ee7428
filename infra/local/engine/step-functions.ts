/** The calls of Step Functions that functions make, answered by the engines of this process, by the machine's ARN. */
import type { AwsConnection } from '../../../lib/aws/connection.ts';
import { AwsFault, inProcess } from '../in-process-aws.ts';
import type { WorkflowEngine } from './workflow-engine.ts';

/** @param engines by ARN; those that come later are found too */
export function stepFunctions(engines: ReadonlyMap<string, WorkflowEngine>): AwsConnection {
  const engineOf = (arn: string): WorkflowEngine => {
    const engine = engines.get(arn);
    if (engine === undefined) throw new AwsFault('StateMachineDoesNotExist', `There is no machine ${arn}.`);
    return engine;
  };
  return inProcess({
    StartExecution: ({ stateMachineArn, name, input }) => {
      engineOf(String(stateMachineArn)).start(String(name), JSON.parse(String(input)));
      return { executionArn: `${stateMachineArn}:${name}`, startDate: Date.now() / 1_000 };
    },
    DescribeExecution: async ({ executionArn }) => {
      const parts = String(executionArn).split(':');
      const name = parts.pop() ?? '';
      const stateMachineArn = parts.join(':').replace(':execution:', ':stateMachine:');
      return { executionArn, stateMachineArn, ...(await engineOf(stateMachineArn).describe(name)) };
    },
  });
}
