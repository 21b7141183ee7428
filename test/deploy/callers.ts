/** Two people of this account: one who may call the API, and one who may not. */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { callerOf } from '../../examples/signed-call.ts';
import { apiId, clients } from './clients.ts';

export interface Caller {
  readonly arn: string;
  call(url: string, init?: RequestInit): Promise<Response>;
  remove(): Promise<void>;
}

const POLICY = 'calls-the-api';

export async function makeCaller(name: string, mayCall: boolean): Promise<Caller> {
  const { iam } = clients;
  const { User } = await iam.send(new CreateUserCommand({ UserName: name }));
  if (mayCall) {
    const Resource = `arn:aws:execute-api:us-east-1:000000000000:${apiId()}/*`;
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource }],
    };
    await iam.send(
      new PutUserPolicyCommand({
        UserName: name,
        PolicyName: POLICY,
        PolicyDocument: JSON.stringify(document),
      }),
    );
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  return {
    arn: User?.Arn ?? '',
    call: callerOf({
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_REGION: 'us-east-1',
    }),
    async remove() {
      await iam.send(new DeleteAccessKeyCommand({ UserName: name, AccessKeyId }));
      if (mayCall) await iam.send(new DeleteUserPolicyCommand({ UserName: name, PolicyName: POLICY }));
      await iam.send(new DeleteUserCommand({ UserName: name }));
    },
  };
}
