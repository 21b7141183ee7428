/** What a call of an Atlas-shaped endpoint is refused for before Atlas is asked, by Atlas' own codes and sentences. */

const CODES = {
  INVALID_VERSION_DATE: [406, 'Invalid accept header or version date.'],
  VERSION_GONE: [410, 'Version {0} of {1} is no longer available.'],
  INVALID_PATH_PARAMETER: [400, 'Invalid path parameter {0}.'],
  INVALID_QUERY_PARAMETER: [400, 'Invalid query parameter {0}.'],
  MISSING_QUERY_PARAMETER: [400, 'Missing query parameter {0}.'],
  MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS: [400, 'Query parameters {0} and {1} exclude each other.'],
} as const satisfies Record<string, readonly [number, string]>;

export type RefusalCode = keyof typeof CODES;

export interface Refused {
  readonly status: number;
  readonly errorCode: RefusalCode;
  readonly detail: string;
  readonly parameters: readonly string[];
}

export class EndpointRefusal extends Error {
  override name = 'EndpointRefusal' as const;
  readonly refused: Refused;

  constructor(refused: Refused) {
    super(refused.detail);
    this.refused = refused;
  }
}

/** @param parameters names, and never what a caller put there */
export function refusal(errorCode: RefusalCode, ...parameters: string[]): EndpointRefusal {
  const [status, sentence] = CODES[errorCode];
  const detail = sentence.replace(/\{(\d)\}/g, (_, index) => String(parameters[Number(index)]));
  return new EndpointRefusal({ status, errorCode, detail, parameters });
}
