/** Starts the drills of a plan: a record and an execution for each source. Asked twice, by a rule or by a caller, it is the same drills. */
import { logAbout } from '../log.ts';
import type { Place } from '../restores/families/family.ts';
import type { DrillContext, DrillWorkflowsPart, ReaderPart } from './context.ts';
import { newDrill, type Trigger } from './new-drill.ts';
import type { DrillPlan } from './plans/plan.ts';
import type { DrillRecord } from './record.ts';
import { sourcesOf } from './sources.ts';

export type StartContext = DrillContext & ReaderPart & DrillWorkflowsPart & { readonly simulated: boolean };

export interface Start {
  readonly plan: DrillPlan;
  readonly trigger: Trigger;
  readonly start: string;
  /** Of the plan's sources this one alone. */
  readonly only?: Place;
}

export async function startDrills(
  context: StartContext,
  { plan, trigger, start, only }: Start,
): Promise<readonly DrillRecord[]> {
  const { atlas, drillLedger, simulated, clock, log } = context;
  const records: DrillRecord[] = [];
  for (const source of await sourcesOf(atlas, plan, only)) {
    const wanted = newDrill({ plan, source, trigger, start, simulated, now: clock.now() });
    // Before its execution: whoever is cut off in between leaves a drill that the sweeper starts.
    const { created, record } = await drillLedger.createDrill(wanted);
    await logAbout({ drillId: record.id }, async () => {
      if (created) log.info('drill accepted', { plan: plan.name, source: source.name });
      if (record.phase === 'PREFLIGHT') await runDrill(context, record);
    });
    records.push(record);
  }
  return records;
}

/** The execution's name is the drill's id. One of that name is this drill's. */
export const runDrill = (
  { drillWorkflows }: DrillWorkflowsPart,
  { id }: Pick<DrillRecord, 'id'>,
): Promise<void> => drillWorkflows.start(id, { drill: id });
