/** When a plan's rule fires: an EventBridge expression, checked as far as EventBridge would, and its next moment. */
import cron from 'aws-cron-parser';

const RATE = /^rate\((\d+) (minute|minutes|hour|hours|day|days)\)$/;
const CRON = /^cron\(([^()]+)\)$/;
/** Minutes, hours, day of month, month, day of week, year. */
const CRON_FIELDS = 6;
const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** What is wrong with it; undefined: nothing. */
export function scheduleMistake(expression: string): string | undefined {
  const rate = RATE.exec(expression);
  if (rate !== null) return rateMistake(Number(rate[1]), rate[2] ?? '');
  const fields = CRON.exec(expression)?.[1]?.split(/\s+/);
  if (fields === undefined) return 'must be cron(…) or rate(…), as EventBridge takes them, in UTC';
  if (fields.length !== CRON_FIELDS)
    return 'a cron expression has six fields: minutes hours day-of-month month day-of-week year';
  if ((fields[2] === '?') === (fields[4] === '?'))
    return 'exactly one of day-of-month and day-of-week must be ?';
  try {
    return cron.next(cron.parse(fields.join(' ')), new Date()) === null ? 'never fires again' : undefined;
  } catch {
    return 'is not a cron expression that EventBridge takes';
  }
}

/** The first moment after `after`. @param since of a rate, which has no moments of its own: when it was last due */
export function nextFire(expression: string, after: Date, since: Date = after): Date | undefined {
  const everyMs = rateMs(expression);
  if (everyMs !== undefined) {
    const passed = Math.floor((after.getTime() - since.getTime()) / everyMs) + 1;
    return new Date(since.getTime() + passed * everyMs);
  }
  const fields = CRON.exec(expression)?.[1];
  if (fields === undefined) return undefined;
  // The library counts the moment itself as the next one.
  return cron.next(cron.parse(fields), new Date(after.getTime() + 1_000)) ?? undefined;
}

function rateMs(expression: string): number | undefined {
  const [, count, unit] = RATE.exec(expression) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return Number(count) * UNIT_MS[unit.replace(/s$/, '') as keyof typeof UNIT_MS];
}

function rateMistake(count: number, unit: string): string | undefined {
  if (count < 1) return 'a rate is at least 1';
  const plural = unit.endsWith('s');
  return plural === (count === 1) ? 'EventBridge wants the singular for 1, else the plural' : undefined;
}
