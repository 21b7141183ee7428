import { afterEach, describe, expect, test, vi } from 'vitest';
import { LOCAL_SETTINGS } from '../../infra/local/local-settings.ts';
import { AtlasClient } from '../../lib/atlas/client.ts';
import { Ledger } from '../../lib/aws/ledger.ts';
import { Workflows } from '../../lib/aws/workflows.ts';
import { EnvironmentInvalid } from '../../lib/env.ts';
import { type FunctionDefinition, onLambda } from '../../lib/lambda.ts';
import { silentLog } from '../../lib/log.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { ledger } from '../../lib/services/ledger.ts';
import { policy } from '../../lib/services/policy.ts';
import { connect, type Platform, type Services } from '../../lib/services/services.ts';
import { workflows } from '../../lib/services/workflows.ts';
import { FakeClock } from '../support/fake-clock.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function counted() {
  const built: Services<'guard' | 'policy'>[] = [];
  const definition: FunctionDefinition<'guard' | 'policy'> = {
    needs: { guard, policy },
    build(services) {
      built.push(services);
      return async (event, context) => ({ event, context });
    },
  };
  return { built, handler: onLambda(definition) };
}

function allow(): void {
  vi.stubEnv('ALLOWED_TARGETS', '[{"projectId":"*","name":"drill-*"}]');
  vi.stubEnv('ALLOW_DOWNLOAD', 'true');
}

/** What no variable says is off. */
const NOT_SAID = { canVerify: false, restoreEvidence: false };

describe('a function on Lambda', () => {
  test('is connected on its first call, once, and gets every event', async () => {
    allow();
    const { built, handler } = counted();
    expect(built).toHaveLength(0);
    const answers = await Promise.all([
      handler({ n: 1 }, 'a'),
      handler({ n: 2 }, 'b'),
      handler({ n: 3 }, 'c'),
    ]);
    expect(built).toHaveLength(1);
    expect(answers).toEqual([
      { event: { n: 1 }, context: 'a' },
      { event: { n: 2 }, context: 'b' },
      { event: { n: 3 }, context: 'c' },
    ]);
  });

  test('gets what it needs from the environment, and the real time', async () => {
    allow();
    const { built, handler } = counted();
    await handler({}, {});
    expect(built[0]?.allowedTargets).toEqual([{ projectId: '*', name: 'drill-*', disposable: false }]);
    expect(built[0]?.policy).toEqual({ allowDownload: true, ...NOT_SAID });
    expect(Math.abs((built[0]?.clock.now().getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test('says which variable is missing, and is connected once it is there', async () => {
    allow();
    vi.stubEnv('ALLOW_DOWNLOAD', undefined);
    const { built, handler } = counted();
    await expect(async () => handler({}, {})).rejects.toThrow(EnvironmentInvalid);
    expect(built).toHaveLength(0);
    allow();
    await handler({}, {});
    expect(built).toHaveLength(1);
  });

  test('logs one JSON line an entry, with its fields, in order, before its answer', async () => {
    // Powertools writes past the global console otherwise.
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    const lines: string[] = [];
    for (const method of ['info', 'warn', 'error'] as const)
      vi.spyOn(console, method).mockImplementation((line: string) => void lines.push(line));
    const handler = onLambda({
      needs: {},
      build:
        ({ log }) =>
        async () => {
          log.info('one', { id: 'r1' });
          log.warn('two');
          log.error('three', { error: 'X' });
          throw new Error('afterwards');
        },
    });
    await expect(handler({}, {})).rejects.toThrow('afterwards');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'INFO', message: 'one', id: 'r1', service: 'atlas-restore' },
      { level: 'WARN', message: 'two' },
      { level: 'ERROR', message: 'three', error: 'X' },
    ]);
  });
});

const VARIABLES = {
  LEDGER_TABLE: 'ledger',
  ATLAS_BASE_URL: 'https://cloud.mongodb.com',
  ATLAS_SECRET_ID: 'hunter2-do-not-tell',
  RESTORE_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:1:stateMachine:restore',
  ALLOWED_TARGETS: '[]',
  ALLOW_DOWNLOAD: 'true',
};
const platform: Platform = {
  clock: new FakeClock(),
  log: silentLog,
  aws: {
    ledger: LOCAL_SETTINGS,
    secrets: LOCAL_SETTINGS,
    workflows: LOCAL_SETTINGS,
    events: LOCAL_SETTINGS,
    tokens: LOCAL_SETTINGS,
  },
};
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('the services of a function', () => {
  test('are the clock, the log and what it needs', () => {
    const services = connect({ ledger, atlas, workflows, guard, policy }, VARIABLES, platform);
    closers.push(
      () => services.ledger.close(),
      () => services.atlas.close(),
      () => services.workflows.close(),
    );
    expect(services.clock).toBe(platform.clock);
    expect(services.log).toBe(platform.log);
    expect(services.ledger).toBeInstanceOf(Ledger);
    expect(services.atlas).toBeInstanceOf(AtlasClient);
    expect(services.workflows).toBeInstanceOf(Workflows);
    expect(services.allowedTargets).toEqual([]);
    expect(services.policy).toEqual({ allowDownload: true, ...NOT_SAID });
  });

  test('are nothing that it does not need, not even its variables', () => {
    expect(Object.keys(connect({}, {}, platform)).sort()).toEqual(['clock', 'log']);
    const { LEDGER_TABLE } = VARIABLES;
    const services = connect({ ledger }, { LEDGER_TABLE }, platform);
    closers.push(() => services.ledger.close());
    expect(Object.keys(services).sort()).toEqual(['clock', 'ledger', 'log']);
  });

  test('allow downloads only where the environment says true', () => {
    const services = connect({ policy }, { ...VARIABLES, ALLOW_DOWNLOAD: 'false' }, platform);
    expect(services.policy).toEqual({ allowDownload: false, ...NOT_SAID });
  });
});
