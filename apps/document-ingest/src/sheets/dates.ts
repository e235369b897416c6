const DAY_MS = 86_400_000;
/** Day 0 of the two ways of counting. The first of them knows a 29 February 1900. */
const EPOCH_1900 = Date.UTC(1_899, 11, 30);
const EPOCH_1904 = Date.UTC(1_904, 0, 1);
const MISSING_DAY = 60;
/** The last day of the year 9999. */
const LAST_DAY = 2_958_465;

/** What of a moment a format shows. */
export interface DateForm {
  date: boolean;
  time: boolean;
  seconds: boolean;
  /** Hours, minutes or seconds that go on counting. */
  elapsed: boolean;
}

/** What the code of a format shows of a date; undefined when it is no format of dates. `code`: without its literals. */
export function dateForm(code: string): DateForm | undefined {
  const elapsed = /\[(?:h+|m+|s+)\]/i.test(code);
  const plain = code.replace(/\[[^\]]*\]/g, '').toLowerCase();
  const time = elapsed || /[hs]|am\/pm|a\/p/.test(plain);
  const date = /[yd]/.test(plain) || (!time && plain.includes('m'));
  if (!date && !time) return undefined;
  return { date, time, seconds: plain.includes('s') || /\[s+\]/i.test(code), elapsed };
}

/** A day number as a date of the international form; undefined when it is none. */
export function formatDate(value: number, form: DateForm, date1904: boolean): string | undefined {
  if (form.elapsed) return value >= 0 ? elapsed(value, form) : undefined;
  if (value < 0 || value >= LAST_DAY + 1) return undefined;
  const { days, ms } = momentOf(value);
  const time = clock(ms, form);
  if (!form.date) return time;
  const date = dateOf(days, date1904);
  return form.time ? `${date}T${time}` : date;
}

function elapsed(value: number, form: DateForm): string {
  const { days, ms } = momentOf(value);
  const hours = days * 24 + Math.floor(ms / 3_600_000);
  return `${String(hours).padStart(2, '0')}${clock(ms, form).slice(2)}`;
}

/** To the millisecond: fractions of a day are not exact. */
function momentOf(value: number): { days: number; ms: number } {
  const ms = Math.round(value * DAY_MS);
  return { days: Math.floor(ms / DAY_MS), ms: ms % DAY_MS };
}

function dateOf(days: number, date1904: boolean): string {
  if (date1904) return iso(EPOCH_1904 + days * DAY_MS);
  if (days === MISSING_DAY) return '1900-02-29';
  return iso(EPOCH_1900 + (days < MISSING_DAY ? days + 1 : days) * DAY_MS);
}

const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Seconds where they are asked for or not zero, thousandths only where they are not. */
function clock(ms: number, { seconds }: DateForm): string {
  const time = new Date(ms).toISOString().slice(11, 23);
  if (!time.endsWith('.000')) return time;
  return seconds || !time.endsWith(':00.000') ? time.slice(0, 8) : time.slice(0, 5);
}
