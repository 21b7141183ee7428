/** What a pipeline may hold: nothing that writes, no scripts, and only what there is. */
import type { Document } from 'bson';
import * as pipelineOperators from 'mingo/operators/pipeline';
import { CommandError } from '../command-error.ts';

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(pipelineOperators), '$collStats']);
/** They need a privilege that no user here has. */
const PRIVILEGED: ReadonlySet<string> = new Set([
  '$changeStream',
  '$currentOp',
  '$indexStats',
  '$listLocalSessions',
  '$listSessions',
  '$planCacheStats',
  '$merge',
  '$out',
]);
/** MongoDB has them; the simulation does not. */
const NOT_SIMULATED: ReadonlySet<string> = new Set(['$geoNear', '$search', '$searchMeta', '$vectorSearch']);
const SCRIPTS: ReadonlySet<string> = new Set(['$accumulator', '$function', '$where']);

/** @throws {CommandError} */
export function checkPipeline(pipeline: readonly unknown[]): Document[] {
  return pipeline.map((given, at) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      throw new CommandError(14, "Each element of the 'pipeline' array must be an object");
    const stage: Document = given;
    const [name = '', ...others] = Object.keys(stage);
    if (name === '' || others.length > 0)
      throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    checkNames(stage);
    if (!KNOWN.has(name)) throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`);
    if (name === '$collStats' && at > 0)
      throw new CommandError(40602, '$collStats is only valid as the first stage in a pipeline');
    return stage;
  });
}

/** At any depth: `$lookup`, `$facet` and `$unionWith` hold pipelines of their own. */
function checkNames(value: unknown): void {
  if (Array.isArray(value)) for (const each of value) checkNames(each);
  if (typeof value !== 'object' || value === null || Reflect.has(value, '_bsontype')) return;
  for (const [name, inner] of Object.entries(value)) {
    if (PRIVILEGED.has(name)) throw new CommandError(13, `not authorized to execute stage ${name}`);
    if (NOT_SIMULATED.has(name) || SCRIPTS.has(name)) throw new CommandError(115, `${name} is not simulated`);
    checkNames(inner);
  }
}
