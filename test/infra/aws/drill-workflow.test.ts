/** The state machine of drills, the rules that start it, and the alarms that watch it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isOfDrills } from '../../../infra/aws/route-kinds.ts';
import { DRILL_TASKS, RESTORE_MACHINE, VERIFICATION_TASKS } from '../../../infra/workflows/tasks.ts';
import { isActive, STATUSES } from '../../../lib/restores/record.ts';
import { PLAN } from './drills-config.ts';
import { least, only, service, template } from './drills-templates.ts';
import { type Json, resourcesOf, templateOf } from './template.ts';

describe('the state machine', () => {
  const { Properties } = only('AWS::StepFunctions::StateMachine', template, /^Workflow/);

  test('is the file, with substitutions only', () => {
    const file = readFileSync(new URL('../../../infra/workflows/drill.asl.json', import.meta.url), 'utf8');
    expect(JSON.parse(Properties.DefinitionString)).toEqual(JSON.parse(file));
    expect(Object.keys(Properties.DefinitionSubstitutions).sort()).toEqual(
      [...Object.keys(DRILL_TASKS), RESTORE_MACHINE].sort(),
    );
  });

  test('is logged without data, and traced', () => {
    expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
  });

  test('may nest the restore machine, and nothing else of Step Functions', () => {
    const [roleId] = Properties.RoleArn['Fn::GetAtt'];
    const statements = template
      .findResources('AWS::IAM::Role')
      [roleId]?.Properties.Policies.flatMap(({ PolicyDocument }: Json) => PolicyDocument.Statement);
    const nested = statements.filter(({ Action }: Json) => /states:|events:/.test(JSON.stringify(Action)));
    expect(
      nested.map(({ Action, Resource }: Json) => [
        Action,
        JSON.stringify(Resource).match(/:[^:"]+:?[^:"]*"\]\]/)?.[0],
      ]),
    ).toEqual([
      ['states:StartExecution', expect.stringContaining('atlas-restore-restore')],
      [
        ['states:DescribeExecution', 'states:StopExecution'],
        expect.stringContaining('atlas-restore-restore:*'),
      ],
      [
        ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        expect.stringContaining('rule/StepFunctionsGetEventsForStepFunctionsExecutionRule'),
      ],
    ]);
  });
});

test('the machine of verifications is the file, with substitutions only, and calls its functions alone', () => {
  const { Properties } = only('AWS::StepFunctions::StateMachine', template, /^Verification/);
  const file = readFileSync(
    new URL('../../../infra/workflows/verification.asl.json', import.meta.url),
    'utf8',
  );
  expect(JSON.parse(Properties.DefinitionString)).toEqual(JSON.parse(file));
  expect(Object.keys(Properties.DefinitionSubstitutions).sort()).toEqual(
    Object.keys(VERIFICATION_TASKS).sort(),
  );
  expect(resourcesOf(least, 'AWS::StepFunctions::StateMachine')).toHaveLength(1);
});

describe('rules', () => {
  const rules = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties as Json);
  const ruleOf = (plan: string) => rules.find(({ Name }) => Name === `atlas-restore-drill-${plan}`);

  test('are one a plan, with its schedule; off when the plan says so', () => {
    expect(ruleOf('orders')).toMatchObject({ ScheduleExpression: PLAN.schedule, State: 'ENABLED' });
    expect(ruleOf('paused')).toMatchObject({ ScheduleExpression: 'rate(7 days)', State: 'DISABLED' });
    expect(rules.filter(({ Name }) => /-drill-/.test(Name ?? ''))).toHaveLength(2);
  });

  test('hand on the plan, the event’s time and who they are', () => {
    const [{ InputTransformer }] = ruleOf('orders').Targets;
    expect(InputTransformer.InputPathsMap).toEqual({ time: '$.time' });
    const text = JSON.stringify(InputTransformer.InputTemplate);
    expect(text).toContain('\\"plan\\":\\"orders\\"');
    expect(text).toContain('\\"time\\":<time>');
    expect(text).toMatch(/rule\/atlas-restore-drill-orders/);
  });

  test('have dead-letter queues, each of which may be sent to', () => {
    for (const { Targets } of rules)
      for (const { DeadLetterConfig, RetryPolicy } of Targets) {
        expect(DeadLetterConfig.Arn).toBeDefined();
        expect(RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
        const [queueId] = DeadLetterConfig.Arn['Fn::GetAtt'];
        const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy').filter(
          ([, { Properties }]) => Properties.Queues[0].Ref === queueId,
        );
        expect(JSON.stringify(policies)).toContain('events.amazonaws.com');
      }
  });

  test('of plans may start drills, and no other rule may', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').filter(([, { Properties }]) =>
      JSON.stringify(Properties.FunctionName).includes('StartDrills'),
    );
    expect(permissions).toHaveLength(1);
    expect(permissions[0]?.[1].Properties.Principal).toBe('events.amazonaws.com');
    expect(JSON.stringify(permissions[0]?.[1].Properties.SourceArn)).toContain('rule/atlas-restore-drill-*');
  });

  test('a start that the function fails at waits for somebody too', () => {
    const { Properties } = only('AWS::Lambda::EventInvokeConfig', template, /NotStarted/);
    const [queueId] = Properties.DestinationConfig.OnFailure.Destination['Fn::GetAtt'];
    expect(ruleOf('orders').Targets[0].DeadLetterConfig.Arn['Fn::GetAtt'][0]).toBe(queueId);
  });

  test('a plan that says whom to tell has one for verdicts that are no pass; others have none', () => {
    const telling = resourcesOf(template, 'AWS::Events::Rule').filter(
      ([, { Properties }]) => Properties.EventPattern?.detail?.verdict,
    );
    expect(telling.map(([, { Properties }]) => [Properties.EventPattern, Properties.Targets[0].Arn])).toEqual(
      [
        [
          {
            source: ['atlas-restore'],
            'detail-type': ['Restore Drill State Change'],
            detail: { plan: ['orders'], verdict: ['FAILED', 'INCONCLUSIVE'] },
          },
          'arn:aws:sns:eu-west-1:123456789012:drills',
        ],
      ],
    );
  });

  test('the sweeper’s goes every five minutes, also without a plan', () => {
    least.hasResourceProperties('AWS::Events::Rule', {
      Description: 'Looks after drills that nobody looks after any more',
      ScheduleExpression: 'rate(5 minutes)',
    });
    expect(resourcesOf(least, 'AWS::Events::Rule')).toHaveLength(6);
  });

  test('each day is closed in the first hour of the next, also without a plan, and a day that is not is seen', () => {
    least.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(15 0 * * ? *)' });
    const { Properties } = only('AWS::Lambda::EventInvokeConfig', template, /NotClosed/);
    expect(JSON.stringify(Properties.DestinationConfig)).toContain('CloseDayDead');
    service.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'atlas-restore-evidence-day-missing',
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Period: 86_400,
      EvaluationPeriods: 2,
    });
  });

  test('coverage that nobody counts is as loud as a finding', () => {
    service.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'atlas-restore-drill-coverage',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('ends of restores go into evidence when they are told, and every five minutes what is left', () => {
    const to = resourcesOf(least, 'AWS::Events::Rule').filter(([, { Properties }]) =>
      JSON.stringify(Properties.Targets).includes('AssureRestores'),
    );
    expect(to.map(([, { Properties }]) => Properties.ScheduleExpression ?? Properties.EventPattern)).toEqual([
      'rate(5 minutes)',
      {
        source: ['atlas-restore'],
        'detail-type': ['Restore Job State Change'],
        detail: { status: STATUSES.filter((status) => !isActive(status) && status !== 'EXPIRED') },
      },
    ]);
    for (const [, { Properties }] of to) expect(Properties.Targets[0].DeadLetterConfig).toBeDefined();
  });

  test('coverage is counted four times an hour, also without a plan, and after each drill; its findings are a metric', () => {
    const to = resourcesOf(least, 'AWS::Events::Rule').filter(([, { Properties }]) =>
      JSON.stringify(Properties.Targets).includes('ComputeCoverage'),
    );
    expect(to.map(([, { Properties }]) => Properties.ScheduleExpression ?? Properties.EventPattern)).toEqual([
      'rate(15 minutes)',
      { source: ['atlas-restore'], 'detail-type': ['Restore Drill State Change'] },
    ]);
    for (const [, { Properties }] of to) expect(Properties.Targets[0].DeadLetterConfig).toBeDefined();
    least.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.message = "coverage judged" }',
      MetricTransformations: [
        {
          MetricName: 'DrillCoverageFindings',
          MetricNamespace: 'atlas-restore',
          MetricValue: '$.findings',
        },
      ],
    });
  });
});

test('alarms watch drills that failed, that were not started and that are not swept up', () => {
  const names = resourcesOf(service, 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => Properties.AlarmName,
  );
  expect(names.filter((name) => /drill/.test(name)).sort()).toEqual([
    'atlas-restore-drill-coverage',
    'atlas-restore-drill-coverage-errors',
    'atlas-restore-drill-coverage-unhandled',
    'atlas-restore-drill-failed',
    'atlas-restore-drill-notify-unhandled',
    'atlas-restore-drill-plan-suspended',
    'atlas-restore-drill-start-unhandled',
    'atlas-restore-drill-sweep-errors',
    'atlas-restore-drill-sweep-unhandled',
    'atlas-restore-drill-timed-out',
  ]);
});

test('what an operator needs is in the outputs', () => {
  expect(Object.keys(service.toJSON().Outputs)).toEqual(
    expect.arrayContaining(['OwnerSecretArn', 'DrillStateMachineArn', 'EvidenceBucket', 'EvidenceKeyArn']),
  );
});

test.each([
  ['/v1/plans/{name}/drills', true],
  ['/v1/drills', true],
  ['/v1/drills/{id}', true],
  ['/v1/restores/{id}', false],
  ['/v1/drillsomething', false],
])('the route %s is there only with drills: %s', (path, expected) => {
  expect(isOfDrills({ path })).toBe(expected);
});

test('the dashboard shows them, where there are any', () => {
  const shown = (of: typeof service) => JSON.stringify(only('AWS::CloudWatch::Dashboard', of).Properties);
  expect(shown(service)).toContain('Drills a day');
  expect(shown(templateOf())).not.toContain('Drills');
});
