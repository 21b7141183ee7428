/** Loads functions by path, as Lambda does, and connects them to this process. */

import type { Need } from '../../lib/env.ts';
import type { FunctionDefinition, LambdaHandler } from '../../lib/lambda.ts';
import type { Services } from '../../lib/services.ts';

const ROOT = new URL('../../', import.meta.url);

/** `services` holds all there is; each function sees what it says it needs. */
export async function loadFunction(path: string, services: Services<Need>): Promise<LambdaHandler> {
  const module = (await import(new URL(path, ROOT).href)) as { definition: FunctionDefinition<Need> };
  return module.definition.build(services);
}
