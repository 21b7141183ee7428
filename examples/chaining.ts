/**
 * A stack of yours beside ours, in CDK: a parent workflow that runs a restore and catches its failure, a workflow that
 * invokes one endpoint function, and a queue that gets every end of a restore.
 *
 * npx cdk deploy --app "node examples/chaining.ts" \
 *   -c restoreStateMachineArn=… -c createFlexRestoreJobArn=… [-c eventBusName=…]
 */
import { fileURLToPath } from 'node:url';
import { App, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

export interface ChainingProps extends StackProps {
  readonly restoreStateMachineArn: string;
  readonly createFlexRestoreJobArn: string;
  readonly eventBusName: string;
}

const file = (name: string) => DefinitionBody.fromFile(fileURLToPath(new URL(name, import.meta.url)));

export class ChainingStack extends Stack {
  constructor(scope: Construct, id: string, props: ChainingProps) {
    super(scope, id, props);
    const { restoreStateMachineArn, createFlexRestoreJobArn, eventBusName } = props;

    const parent = new StateMachine(this, 'Parent', {
      definitionBody: file('nested-restore.asl.json'),
      definitionSubstitutions: { RestoreStateMachineArn: restoreStateMachineArn },
    });
    const executions = `${restoreStateMachineArn.replace(':stateMachine:', ':execution:')}:*`;
    const managed = this.formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
    });
    for (const [actions, resource] of [
      [['states:StartExecution'], restoreStateMachineArn],
      [['states:DescribeExecution', 'states:StopExecution'], executions],
      // `.sync` is told of the end by a rule that Step Functions keeps.
      [['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], managed],
    ] as const)
      parent.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));

    const direct = new StateMachine(this, 'Direct', {
      definitionBody: file('direct-endpoint.asl.json'),
      definitionSubstitutions: { CreateFlexRestoreJobArn: createFlexRestoreJobArn },
    });
    direct.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [createFlexRestoreJobArn] }),
    );

    const ends = new Queue(this, 'Ends', { enforceSSL: true, encryption: QueueEncryption.SQS_MANAGED });
    new Rule(this, 'EndsRule', {
      eventBus: EventBus.fromEventBusName(this, 'Bus', eventBusName),
      eventPattern: RESTORE_ENDS,
      targets: [new SqsQueue(ends)],
    });
    const outputs = {
      ParentArn: parent.stateMachineArn,
      DirectArn: direct.stateMachineArn,
      EndsUrl: ends.queueUrl,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** Every end of a restore; `READY` is a download that can be fetched. */
export const RESTORE_ENDS = {
  source: ['atlas-restore'],
  detailType: ['Restore Job State Change'],
  detail: { status: ['SUCCEEDED', 'READY', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'REFUSED'] },
};

if (import.meta.main) {
  const app = new App();
  const context = (name: string, otherwise?: string): string => {
    const value = (app.node.tryGetContext(name) as string | undefined) ?? otherwise;
    if (value === undefined) throw new TypeError(`Say -c ${name}=…`);
    return value;
  };
  new ChainingStack(app, 'atlas-restore-chaining', {
    restoreStateMachineArn: context('restoreStateMachineArn'),
    createFlexRestoreJobArn: context('createFlexRestoreJobArn'),
    eventBusName: context('eventBusName', 'default'),
  });
  app.synth();
}
