/** HTTP dates as Atlas sends them: RFC 1123, but with a day of one digit ("5 Aug 2024", atlas-api §2). */

const HTTP_DATE = /^(?:[A-Za-z]{3,9}, ?)?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Undefined for anything else: `Date.parse` alone would read "1.5" as a day in 2001. */
export function parseHttpDate(text: string | undefined): Date | undefined {
  if (text === undefined || !HTTP_DATE.test(text.trim())) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms);
}

/**
 * How long `Retry-After` asks to wait, in ms; undefined if it is absent or no time. A date is compared with the
 * answer's own `Date`, so that our clock may be wrong, and with `now` only where there is none.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const until = parseHttpDate(text);
  if (until === undefined) return undefined;
  return Math.max(0, until.getTime() - (parseHttpDate(headers.date) ?? now).getTime());
}
