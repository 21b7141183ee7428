/** Loads functions by path, as Lambda does, and connects them to this process. */
import type { FunctionDefinition, LambdaHandler } from '../../lib/lambda.ts';
import { endpoint } from '../../lib/services/endpoint.ts';
import { connect, type DrillNeed, type Need, type Services } from '../../lib/services/services.ts';

const ROOT = new URL('../../', import.meta.url);

/** What one process has once; the rest differs from function to function, or is of deployments only. */
export type SharedNeed = Exclude<LocalNeed, 'endpoint' | 'following' | DrillNeed>;
type LocalNeed = Exclude<Need, 'issuer'>;

/**
 * `services` holds all there is, of drills too for a function of theirs; each function sees what it says it needs.
 * @param own the environment of this function alone
 */
export async function loadFunction(
  path: string,
  services: Services<SharedNeed>,
  own: Readonly<Record<string, string>> = {},
): Promise<LambdaHandler> {
  const module = (await import(new URL(path, ROOT).href)) as { definition: FunctionDefinition<LocalNeed> };
  const { definition } = module;
  if (!('endpoint' in definition.needs)) return definition.build(services as Services<LocalNeed>);
  const { clock, log } = services;
  const { operation } = connect({ endpoint }, own, {
    clock,
    log,
    aws: { ledger: {}, secrets: {}, workflows: {}, events: {}, tokens: {} },
  });
  const all = { ...services, operation, following: async () => services };
  return definition.build(all as unknown as Services<LocalNeed>);
}
