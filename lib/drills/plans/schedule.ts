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
    return nextOf(parsed(fields.join(' ')), new Date()) === undefined ? 'never fires again' : undefined;
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
  return nextOf(parsed(fields), after);
}

/** How far back a moment is looked for, step by step: a rule that fires each minute is not counted through for a year. */
const LOOK_BACK_MS = [1 / 24, 1, 8, 32, 367].map((days) => days * UNIT_MS.day);

/** The last moment of a cron expression at or before `until`; undefined: none within a year, or it is a rate. */
export function lastFire(expression: string, until: Date): Date | undefined {
  if (!CRON.test(expression)) return undefined;
  for (const ms of LOOK_BACK_MS) {
    let last: Date | undefined;
    for (let from = new Date(until.getTime() - ms); ; from = last) {
      const next = nextFire(expression, from);
      if (next === undefined || next > until) break;
      last = next;
    }
    if (last !== undefined) return last;
  }
  return undefined;
}

/** When a rate is due that was due last at `since`; undefined: it is no rate. */
export function rateDue(expression: string, since: Date): Date | undefined {
  const everyMs = rateMs(expression);
  return everyMs === undefined ? undefined : new Date(since.getTime() + everyMs);
}

type Parsed = ReturnType<typeof cron.parse>;
type Rule = Parsed[keyof Parsed];

/** In order: of `20,2` the library would never find the two. Those that begin with a letter are no lists. */
function parsed(fields: string): Parsed {
  const rules = Object.entries(cron.parse(fields)) as [keyof Parsed, Rule][];
  return Object.fromEntries(rules.map(([name, rule]) => [name, inOrder(rule)])) as unknown as Parsed;
}

const inOrder = (rule: Rule): Rule =>
  rule.every((one) => typeof one === 'number') ? [...rule].sort((a, b) => a - b) : rule;

/** The library counts on beyond the end of a month: its 31st of April is the first of May, where EventBridge waits. */
function nextOf(parsed: Parsed, after: Date): Date | undefined {
  for (let from = after; ; ) {
    const next = cron.next(parsed, from);
    if (next === null || next === undefined) return undefined;
    if (isMeant(parsed, next)) return next;
    // Just before the month that it ran into.
    from = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth()) - 1);
  }
}

/** Of days that are numbers: all others the library makes of the month itself. */
function isMeant({ daysOfMonth, months }: Parsed, moment: Date): boolean {
  const days: readonly unknown[] = daysOfMonth;
  if (typeof days[0] !== 'number') return true;
  return days.includes(moment.getUTCDate()) && months.includes(moment.getUTCMonth() + 1);
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
