/** What Atlas answered, read once: the data of a success, or the fault that every error of ours carries. */
import type { AtlasFault, FaultAnswer } from './errors.ts';
import type { HttpAnswer, HttpFailed } from './http.ts';
import { parseHttpDate, retryAfterMs } from './http-date.ts';
import type { Operation } from './operations.ts';
import { NO_ANSWER, UNREADABLE_ANSWER } from './retry.ts';
import { atlasErrorBody } from './schemas/common.ts';

/** Atlas' sentences and codes are far shorter; what is longer must not fill a log line or a state's payload. */
const MOST_DETAIL = 500;
const MOST_ERROR_CODE = 100;
/** Passed on as it is: room for a sentence about each of many fields. */
const MOST_ERROR_TEXT = 16_384;

const FAILURE_DETAIL = {
  network: 'The connection failed',
  timeout: 'The time limit passed',
  aborted: 'The call was stopped',
  tooLarge: 'The answer was larger than 16 MB',
} as const;

export type Reading = { readonly readable: true; readonly data: unknown } | { readonly readable: false };

/**
 * Any 2xx is a success, whatever the document says. A row without a response has no data, even where JSON came; other
 * text is no answer of Atlas, but some page from in front of it.
 */
export function readData(operation: Operation, answer: HttpAnswer): Reading {
  if (answer.status < 200 || answer.status > 299) return { readable: false };
  const json = parseJson(answer.text);
  if (operation.response === undefined) {
    return answer.text.trim() === '' || json !== undefined
      ? { readable: true, data: undefined }
      : { readable: false };
  }
  const parsed = operation.response.safeParse(json);
  return parsed.success ? { readable: true, data: parsed.data } : { readable: false };
}

/** The fault of an answer that is no success, or that was not readable. Never holds a body that was not understood. */
export function faultOf(answer: HttpAnswer, now: Date): AtlasFault {
  const parsed = atlasErrorBody.safeParse(parseJson(answer.text));
  const said = parsed.success
    ? {
        errorCode: parsed.data.errorCode.slice(0, MOST_ERROR_CODE),
        detail: (parsed.data.detail ?? parsed.data.reason ?? 'No detail.').slice(0, MOST_DETAIL),
        parameters: parsed.data.parameters ?? [],
      }
    : { errorCode: UNREADABLE_ANSWER, detail: 'The answer was not to be understood.', parameters: [] };
  return {
    status: answer.status,
    ...said,
    ...timesOf(answer, now),
    answer: faultAnswer(answer, parsed.success),
  };
}

function faultAnswer({ headers, text }: HttpAnswer, readable: boolean): FaultAnswer {
  return {
    headers: contractHeaders(headers),
    ...(readable && text.length <= MOST_ERROR_TEXT && { text }),
  };
}

/** What Atlas promises its callers in headers (atlas-api §2, §4.4); the rest is about its servers. */
const CONTRACT_HEADERS = ['deprecation', 'ratelimit-limit', 'ratelimit-remaining', 'retry-after', 'sunset'];

export function contractHeaders(headers: HttpAnswer['headers']): Record<string, string> {
  return Object.fromEntries(
    CONTRACT_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The fault of an attempt without a whole answer. */
export function noAnswerFault(failure: HttpFailed): AtlasFault {
  return {
    status: 0,
    errorCode: failure.kind === 'tooLarge' ? UNREADABLE_ANSWER : NO_ANSWER,
    detail: `${FAILURE_DETAIL[failure.kind]} (${failure.code}).`,
    parameters: [],
  };
}

export function timesOf(answer: HttpAnswer, now: Date): Pick<AtlasFault, 'retryAfterSeconds' | 'date'> {
  const waitMs = retryAfterMs(answer.headers, now);
  const date = parseHttpDate(answer.headers.date);
  return {
    ...(waitMs === undefined ? {} : { retryAfterSeconds: Math.ceil(waitMs / 1_000) }),
    ...(date === undefined ? {} : { date }),
  };
}

/** Undefined for what is no JSON; the parser's own error would quote it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
