/** What callers put into the query of coverage. */
import * as z from 'zod/mini';
import { objectId } from '../atlas/schemas/common.ts';
import { COVERAGE_STATES } from '../coverage/judge.ts';
import type { CoverageQuery } from '../coverage/view.ts';
import { acceptedType } from './negotiate.ts';
import { cursorBy, queryBy } from './parameters.ts';
import type { ApiRequest } from './request.ts';

/** A row has some 500 bytes, a finding 300: half of the 6 MB that Lambda can answer. */
const MOST_ROWS = 5_000;
const LIMIT = `must be a whole number from 1 to ${MOST_ROWS}`;

export const coverageQuery = z.strictObject({
  state: z.optional(z.enum(COVERAGE_STATES)),
  projectId: z.optional(objectId),
  format: z.optional(z.enum(['json', 'csv'])),
  limit: z.optional(
    z
      .string()
      .check(
        z.regex(/^\d{1,4}$/, LIMIT),
        z.refine((text) => Number(text) >= 1 && Number(text) <= MOST_ROWS, { error: LIMIT, abort: true }),
      )
      .register(z.globalRegistry, {
        type: 'integer',
        minimum: 1,
        maximum: MOST_ROWS,
        default: MOST_ROWS,
      }),
  ),
  cursor: z.optional(z.string()),
});

/** The last row's `projectId/name`. */
const CURSOR = /^[a-f0-9]{24}\/[A-Za-z0-9][A-Za-z0-9-]*$/;

export interface CoverageRequest extends CoverageQuery {
  readonly csv: boolean;
}

const acceptedFormat = (accept: string | undefined): 'csv' | 'json' =>
  acceptedType(accept, ['application/json', 'text/csv']) === 'text/csv' ? 'csv' : 'json';

export function readCoverageQuery({
  query,
  headers,
}: Pick<ApiRequest, 'query' | 'headers'>): CoverageRequest {
  const { state, projectId, format, limit, cursor } = queryBy(coverageQuery, query);
  return {
    ...(state && { state }),
    ...(projectId !== undefined && { projectId }),
    limit: limit === undefined ? MOST_ROWS : Number(limit),
    ...(cursor !== undefined && { cursor: cursorBy(CURSOR, cursor) }),
    csv: (format ?? acceptedFormat(headers.accept)) === 'csv',
  };
}
