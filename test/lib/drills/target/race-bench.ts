/** Drills whose project somebody else works in at the same time, step by step, over the simulated Atlas. */
import { DRILLS, PRODUCTION, RESTORE_TEST } from '../../../../infra/local/atlas-simulator/fleet.ts';
import type { Deployment } from '../../../../infra/local/atlas-simulator/model.ts';
import type { LoggedRequest } from '../../../../infra/local/atlas-simulator/request-log.ts';
import { WorkflowEngine } from '../../../../infra/local/engine/workflow-engine.ts';
import { loadFunction } from '../../../../infra/local/functions.ts';
import { inProcess } from '../../../../infra/local/in-process-aws.ts';
import { RESTORE_TASKS } from '../../../../infra/workflows/tasks.ts';
import { AtlasClient } from '../../../../lib/atlas/client.ts';
import { AtlasOutcomeUnknown } from '../../../../lib/atlas/errors.ts';
import { operations } from '../../../../lib/atlas/operations.ts';
import { Workflows } from '../../../../lib/aws/workflows.ts';
import { newDrill } from '../../../../lib/drills/new-drill.ts';
import type { TargetPlan } from '../../../../lib/drills/plans/plan.ts';
import { NEVER_FAILED } from '../../../../lib/drills/plans/suspension.ts';
import type { DrillRecord } from '../../../../lib/drills/record.ts';
import { chooseSnapshot } from '../../../../lib/drills/steps/choose.ts';
import { cleanUp } from '../../../../lib/drills/steps/clean-up.ts';
import { recordEvidence } from '../../../../lib/drills/steps/evidence.ts';
import { stepFailed } from '../../../../lib/drills/steps/failed.ts';
import { preflight } from '../../../../lib/drills/steps/preflight.ts';
import { prepareTarget } from '../../../../lib/drills/steps/prepare.ts';
import { followRestore, type RestoreStep, startRestore } from '../../../../lib/drills/steps/restore.ts';
import { endEarly } from '../../../../lib/drills/steps/step.ts';
import { targetNameOf, targetTags } from '../../../../lib/drills/target/target-name.ts';
import { silentLog } from '../../../../lib/log.ts';
import { type Harness, startHarness } from '../../../support/service-harness.ts';

export const STANDING = 'proving-ground';
export type Kind = 'dedicated' | 'flex' | 'standing';
const SOURCES = { dedicated: 'Orders', flex: 'Accounts', standing: 'Orders' } as const;

/** What somebody else does to whatever has the name of the drill's target at that moment. */
export const MISCHIEF = ['add', 'replace', 'forge', 'forge old', 'untag', 'retag', 'remove'] as const;
export type Mischief = (typeof MISCHIEF)[number];

export interface Race {
  readonly kind: Kind;
  /** Before which step of the drill or task of its restore, of all that are run; a text: of that name, each time. */
  readonly acts: readonly { readonly at: number | string; readonly does: Mischief }[];
  /** The answer to its first creation is: of one that was carried out, or of one that never came. */
  readonly lost?: 'answer' | 'request' | undefined;
}

export interface Raced {
  readonly record: DrillRecord;
  /** What was restored onto or deleted and was not the drill's own; none is right. */
  readonly wrongs: readonly string[];
  /** Steps and tasks, in the order in which they ran. */
  readonly ran: readonly string[];
  /** What others had made under the target's name and is still there. */
  readonly foreign: readonly Deployment[];
}

export interface RaceBench extends Harness {
  race(race: Race): Promise<Raced>;
}

const planOf = (name: string, source: string, target: TargetPlan = { ephemeral: {} }) => ({
  name,
  sources: [{ projectId: PRODUCTION.id, name: source }],
  schedule: 'rate(1 day)',
  objectives: { rtoMinutes: 600, rpoMinutes: 60_000 },
  target,
});
const ALLOWED = [{ projectId: DRILLS.id, name: STANDING, disposable: true }];
const DEFINITION = new URL('../../../../infra/workflows/restore.asl.json', import.meta.url);
const isOf = ({ projectId, name }: { projectId: string; name: string }, wanted: string) =>
  projectId === DRILLS.id && name === wanted;

export async function startRaceBench(): Promise<RaceBench> {
  const harness = await startHarness({
    allowedTargets: ALLOWED,
    drills: {
      projectId: DRILLS.id,
      network: { natEip: ['127.0.0.1/32'] },
      plans: [
        planOf('dedicated', SOURCES.dedicated),
        planOf('flex', SOURCES.flex),
        planOf('standing', SOURCES.standing, { standing: { name: STANDING } }),
      ],
    },
  });
  const { service, simulator, time } = harness;
  const { clock } = time;
  const { drillLedger, drills, owner: given, evidence } = service.drills.services;
  let losing: Race['lost'];
  const call: AtlasClient['call'] = async (operation, ...rest) => {
    const how = operation === 'createCluster' || operation === 'createFlexCluster' ? losing : undefined;
    if (how === undefined) return given.atlas.call(operation, ...rest);
    losing = undefined;
    if (how === 'answer') await given.atlas.call(operation, ...rest);
    throw new AtlasOutcomeUnknown({ status: 0, errorCode: 'NO_ANSWER', detail: '', parameters: [] });
  };
  const owner = { ...given, atlas: { call } as AtlasClient };
  const account = simulator.fleet.credentials.serviceAccount!;
  const atlas = new AtlasClient({
    baseUrl: simulator.url,
    table: operations,
    credential: async () => ({ kind: 'serviceAccount', ...account }),
    clock,
  });
  const { ledger } = service;
  const shared = { drillLedger, drills, clock, log: silentLog, owner, atlas, evidence, ledger };
  const context = { ...shared, allowedTargets: ALLOWED };
  const restoring = {
    ...context,
    drillProjectId: drills.projectId,
    policy: { allowDownload: true },
    workflows: new Workflows('arn', inProcess({ StartExecution: () => ({ executionArn: 'arn' }) })),
  };
  /** Called before each task of a restore. */
  let before = async (_: string): Promise<void> => {};
  const tasks = Object.entries(RESTORE_TASKS).map(async ([placeholder, path]) => {
    const task = await loadFunction(path, restoring as never);
    const run: typeof task = async (event, lambda) => {
      await before(placeholder);
      return task(event, lambda);
    };
    return [placeholder, run] as const;
  });
  const engine = new WorkflowEngine({
    definition: DEFINITION,
    tasks: Object.fromEntries(await Promise.all(tasks)),
    time,
    log: silentLog,
  });
  let made = 0;

  const race: RaceBench['race'] = async ({ kind, acts, lost }) => {
    made += 1;
    const name = SOURCES[kind];
    simulator.addSnapshot(name);
    const plan = drills.plans.find((one) => one.name === kind)!;
    const source = { projectId: PRODUCTION.id, name };
    const now = clock.now();
    const trigger = { kind: 'request', by: 'test', at: now.toISOString() } as const;
    const wanted = newDrill({ plan, source, trigger, start: `run-${made}`, simulated: true, now });
    const { id } = (await drillLedger.createDrill(wanted)).record;
    // Races leave behind what is not theirs; each is one of a plan that never did.
    const { version } = await drillLedger.planStanding(kind);
    await drillLedger.savePlanStanding(kind, version, NEVER_FAILED);
    const target = kind === 'standing' ? STANDING : targetNameOf(id);
    const family = kind === 'flex' ? 'flex' : 'cluster';
    if (kind === 'standing' && holder() === undefined)
      simulator.addDeployment({ projectId: DRILLS.id, name: STANDING, family });
    // Of another project and of another drill: nobody touches them.
    simulator.addDeployment({ projectId: RESTORE_TEST.id, name: targetNameOf(id), family });
    simulator.addDeployment({ projectId: DRILLS.id, name: targetNameOf(`${id}-2`), family });
    const bystanding = simulator.fleet.deployments.filter((one) => one.id !== holder()?.id);
    const bystanders = bystanding.map((one) => one.id);
    /** What may be wiped: what the drill makes, or finds standing. */
    const own = new Set<string>(kind === 'standing' ? [holder()!.id] : []);
    const foreign = new Set<string>();
    const wrongs: string[] = [];
    const ran: string[] = [];

    function holder(): Deployment | undefined {
      return simulator.fleet.deployments.find((one) => isOf(one, target));
    }
    let last: LoggedRequest | undefined;
    let jobs: number;
    let holding: Deployment | undefined;
    const look = () => {
      last = simulator.requests().at(-1);
      jobs = simulator.jobs().length;
      holding = holder();
    };
    /** What has happened since the last look, to what was there then. */
    const judge = () => {
      const known = new Set([...bystanders, ...foreign]);
      for (const one of simulator.fleet.deployments) if (!known.has(one.id)) own.add(one.id);
      const isOwn =
        holding !== undefined ? own.has(holding.id) : (holder() && own.has(holder()!.id)) === true;
      for (const job of simulator.jobs().slice(jobs))
        if (!isOwn || !job.target || !isOf(job.target, target))
          wrongs.push(`restored onto ${job.target?.name}`);
      const all = simulator.requests();
      for (const { operation, path } of all.slice(last === undefined ? 0 : all.lastIndexOf(last) + 1)) {
        if (operation !== 'deleteCluster' && operation !== 'deleteFlexCluster') continue;
        const right = isOwn && kind !== 'standing' && path.includes(DRILLS.id) && path.endsWith(`/${target}`);
        if (!right) wrongs.push(`deleted ${path}`);
      }
    };
    const act = async (does: Mischief) => {
      const { target: written } = (await drillLedger.getDrill(id)) ?? {};
      const there = holder();
      const place = { projectId: DRILLS.id, name: target };
      if (does === 'untag' && there) simulator.editDeployment(place, { tags: [] });
      if (does === 'retag' && there)
        simulator.editDeployment(place, { tags: [...targetTags(`${id}-2`, kind, '')] });
      if (does === 'untag' || does === 'retag' || (does === 'add' && there)) return;
      if (there) simulator.removeDeployment(place);
      if (does === 'remove') return;
      // Its tags, copied, while nobody knows the id: nothing tells that from a lost answer.
      const isForged = does === 'forge old' || (does === 'forge' && written?.atlasId !== undefined);
      const hourAgo = clock.now().getTime() - 3_600_000;
      // A standing target is whatever stands there when the drill looks for it.
      const others = kind === 'standing' && written === undefined ? own : foreign;
      others.add(
        simulator.addDeployment({
          ...place,
          family,
          ...(isForged && { tags: [...targetTags(id, kind, '')] }),
          ...(does === 'forge old' && { createdAt: hourAgo }),
        }),
      );
    };
    look();
    before = async (what) => {
      judge();
      for (const { at, does } of acts) if (at === ran.length || at === what) await act(does);
      ran.push(what);
      look();
    };
    losing = lost;
    await run(id, before);
    judge();
    losing = undefined;
    const left = simulator.fleet.deployments;
    const isUntouched = (id: string) => left.find((one) => one.id === id)?.deleteRequestedAt === undefined;
    for (const one of [...bystanding, ...left.filter((each) => foreign.has(each.id))])
      if (one.deleteRequestedAt === undefined && !isUntouched(one.id)) wrongs.push(`deleted ${one.id}`);
    return {
      record: (await drillLedger.getDrill(id))!,
      wrongs,
      ran,
      foreign: left.filter((one) => foreign.has(one.id)),
    };
  };

  const nest = async (id: string, { restore }: RestoreStep): Promise<RestoreStep> => {
    if (restore === undefined) return startRestore(context, id);
    engine.start(restore.name, restore.input);
    const end = await engine.endOf(restore.name);
    const failure = { Error: end?.error ?? '', Cause: end?.cause ?? '' };
    return followRestore(context, id, end?.status === 'SUCCEEDED' ? undefined : failure);
  };
  /** Nothing is read from the target: what matters is what is done to it. */
  const unread = async (id: string) => {
    const record = (await drillLedger.getDrill(id))!;
    return endEarly(context, record, { verdict: 'INCONCLUSIVE', code: 'NOT_READ', detail: 'Nobody looked.' });
  };
  const STEPS: Readonly<Record<string, (id: string, last: RestoreStep) => Promise<RestoreStep>>> = {
    PREFLIGHT: (id) => preflight(context, id),
    CHOOSE: (id) => chooseSnapshot(context, id),
    PREPARE: (id) => prepareTarget(context, id),
    RESTORE: nest,
    FOLLOW: (id) => followRestore(context, id),
    OPEN: unread,
    EVIDENCE: (id) => recordEvidence(context, id),
    CLEANUP: (id) => cleanUp(context, id),
  };
  const MOST_STEPS = 200;

  async function run(id: string, beforeStep: (what: string) => Promise<void>): Promise<void> {
    let last: RestoreStep = { id, next: 'PREFLIGHT', waitSeconds: 0 };
    for (let steps = 0; last.next !== 'REPORT'; steps += 1) {
      if (steps > MOST_STEPS) throw new Error(`The drill does not end: ${JSON.stringify(last)}`);
      await beforeStep(last.next);
      try {
        last = (await STEPS[last.next]?.(id, last)) ?? last;
      } catch (error) {
        const { name, message } = error as Error;
        last = await stepFailed(context, id, { Error: name, Cause: message });
      }
      // Longer than it says where a cluster is waited for, which takes a quarter of an hour.
      time.advance(last.next === 'PREPARE' ? Math.max(last.waitSeconds, 240) : last.waitSeconds);
    }
  }

  return {
    ...harness,
    race,
    close: async () => {
      await engine.close();
      await atlas.close();
      await harness.close();
    },
  };
}
