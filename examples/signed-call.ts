/**
 * A restore over HTTPS as an IAM caller: each request is signed (SigV4). Credentials and region come from the
 * environment, as the AWS CLI has them (`aws configure export-credentials --format env`).
 *
 * node examples/signed-call.ts https://….execute-api.eu-west-1.amazonaws.com < request.json
 */
import { text } from 'node:stream/consumers';
import { AwsClient } from 'aws4fetch';

/** Signs for API Gateway in the given region. */
export function callerOf(
  environment: Readonly<Record<string, string | undefined>>,
): (url: string, init?: RequestInit) => Promise<Response> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region = 'us-east-1',
  } = environment;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: 'execute-api',
    // A restore is asked for once: whoever asks again does so with the same Idempotency-Key.
    retries: 0,
    ...(sessionToken !== undefined && { sessionToken }),
  });
  return (url, init) => client.fetch(url, init);
}

if (import.meta.main) {
  const [, , url = ''] = process.argv;
  const answer = await callerOf(process.env)(`${url}/v1/restores`, {
    method: 'POST',
    headers: { 'idempotency-key': crypto.randomUUID() },
    body: await text(process.stdin),
  });
  process.stdout.write(`${await answer.text()}\n`);
  process.exitCode = answer.ok ? 0 : 1;
}
