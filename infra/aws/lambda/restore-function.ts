/** One Lambda function with a role, a log group and permissions of its own. */
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../nag.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Definitions, FunctionFile } from './definitions.ts';
import type { EnvironmentOf } from './environment.ts';

export interface RestoreFunctionProps<File extends FunctionFile> {
  readonly file: File;
  /** The rest of its name; the deployment's stands before it. */
  readonly suffix: string;
  readonly environment: EnvironmentOf<Definitions[File]>;
  /** What it may do beside writing its log and its traces. */
  readonly permissions: readonly PolicyStatement[];
  readonly timeout: Duration;
  readonly description: string;
  /** Default: 512. */
  readonly memoryMb?: number;
  /** Files that it reads beside its code, by name. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** A third of a processor: cold starts at 256 MB take twice as long, at 1,024 hardly less (Lambda gives both together). */
const MEMORY_MB = 512;

export class RestoreFunction<File extends FunctionFile = FunctionFile> extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, surroundings: Surroundings, props: RestoreFunctionProps<File>) {
    super(scope, id);
    const { config, bundles, key, network, logRetention } = surroundings;
    const functionName = `${config.name}-${props.suffix}`;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Of ${functionName}`,
      inlinePolicies: {
        own: new PolicyDocument({
          statements: [
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
            // X-Ray knows no resources.
            allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
            // Network interfaces are made before they have an ARN.
            ...(network ? [allow(NETWORK_ACTIONS, ['*'])] : []),
            // What lies encrypted by the customer's key is read and written as the function.
            ...(key ? [allow(KEY_ACTIONS, [key.keyArn])] : []),
            ...props.permissions,
          ],
        }),
      },
    });
    acknowledge(role, {
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]': STAR,
      'Serverless::Serverless-LambdaStarPermissions': STAR,
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundles.codeOf(props.file, props.beside),
      environment: { ...(props.environment as Readonly<Record<string, string>>), ...QUIET },
      // All that it may do stands above: nothing is added behind our back.
      role: role.withoutPolicyUpdates(),
      logGroup,
      timeout: props.timeout,
      memorySize: props.memoryMb ?? MEMORY_MB,
      tracing: Tracing.ACTIVE,
      ...(network && network),
      ...(key && { environmentEncryption: key }),
    });
    acknowledge(this.lambda, {
      'Serverless::Serverless-LambdaDLQ':
        'Invoked by API Gateway, Step Functions or a caller that waits: an error is told to them.',
    });
  }
}

const STAR = 'X-Ray (and a VPC, where there is one) has no resources that a policy could name.';

/** Node warns of what is experimental in lines that are no JSON. */
const QUIET = { NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };

const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];

const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

export function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });
}
