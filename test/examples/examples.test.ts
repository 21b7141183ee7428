/** What examples/ shows: definitions that every engine takes, stacks that synthesize, a call that is signed. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import aslValidator from 'asl-validator';
import { App, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, onTestFinished, test } from 'vitest';
import { platformApp } from '../../examples/cdk-app.ts';
import { ChainingStack, RESTORE_ENDS } from '../../examples/chaining.ts';
import { callerOf } from '../../examples/signed-call.ts';
import { isActive, STATUSES } from '../../lib/restores/record.ts';
import { noBundles } from '../infra/aws/template.ts';

const read = (name: string) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');

describe.each(['nested-restore.asl.json', 'direct-endpoint.asl.json'])('%s', (name) => {
  const definition = JSON.parse(
    read(name).replaceAll(/\$\{\w+\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:x'),
  );

  test('is valid', () => {
    expect(aslValidator(definition)).toMatchObject({ isValid: true });
  });

  test('gives each task a time-out and a catch', () => {
    for (const state of Object.values<Record<string, unknown>>(definition.States))
      if (state.Type === 'Task')
        expect(state).toMatchObject({ TimeoutSeconds: expect.any(Number), Catch: expect.any(Array) });
  });
});

test('the direct example catches errors that our functions have', () => {
  const named = [
    ...read('direct-endpoint.asl.json').matchAll(/"((?:Restore|Endpoint|Atlas|Create)\w+)"/g),
  ].map(([, name]) => name);
  for (const name of [
    'RestoreRefused',
    'EndpointInputInvalid',
    'AtlasError',
    'AtlasUnavailable',
    'CreateOutcomeUnknown',
  ])
    expect(named).toContain(name);
});

test('the rule catches every end that is told, and nothing before', () => {
  const ends = STATUSES.filter((status) => !isActive(status) && status !== 'EXPIRED');
  expect([...RESTORE_ENDS.detail.status].sort()).toEqual([...ends].sort());
});

test('the stack of the chaining example synthesizes, and may do what it does alone', () => {
  const stack = new ChainingStack(new App(), 'chaining', {
    restoreStateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:atlas-restore-restore',
    createFlexRestoreJobArn:
      'arn:aws:lambda:eu-west-1:111122223333:function:atlas-restore-atlas-createFlexRestoreJob',
    eventBusName: 'default',
  });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::StepFunctions::StateMachine', 2);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: Match.objectLike({ source: ['atlas-restore'] }),
  });
  expect(JSON.stringify(template.toJSON())).not.toMatch(/"Action":"?\[?"\*/);
});

test('the construct is part of another app’s stack', () => {
  const template = Template.fromStack(platformApp(noBundles).node.findChild('platform') as Stack);
  template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    StateMachineName: 'platform-restores-restore',
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Tags: Match.arrayWith([{ Key: 'team', Value: 'platform' }]),
  });
});

test('the call is signed for API Gateway, once, with what the environment has', async () => {
  const received: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    received.push(request);
    response.writeHead(503).end('{}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const call = callerOf({
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_SESSION_TOKEN: 'session',
    AWS_REGION: 'eu-west-1',
  });
  const answer = await call(`http://127.0.0.1:${port}/v1/restores`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(503);
  expect(received).toHaveLength(1);
  expect(received[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/execute-api\/aws4_request, /,
  );
  expect(received[0]?.headers['x-amz-security-token']).toBe('session');
});
