/** Money, counts and times as people read them. Does not: calculate with floats; money stays whole fen. */
import type { Money } from './bindings/Money';
import { spoken } from './language.svelte';
import * as m from './messages';

const MINUS = '\u2212';

/** `¥1,234.50`; with `sign`, `+¥1.88` or `−¥5.20`. */
export function money(value: Money, sign = false): string {
  const fen = BigInt(value.amount);
  const negative = fen < 0n;
  const size = negative ? -fen : fen;
  const yuan = whole(size / 100n);
  const rest = (size % 100n).toString().padStart(2, '0');
  return `${negative ? MINUS : sign && fen > 0n ? '+' : ''}¥${yuan}.${rest}`;
}

/** `128,406` and `2.1M`; in Chinese `12.8 万`. */
export function count(n: number): string {
  if (spoken() === 'zh-Hans') {
    if (n >= 100_000_000) return `${tenths(n, 100_000_000)} 亿`;
    return n >= 10_000 ? `${tenths(n, 10_000)} 万` : whole(n);
  }
  return n >= 1_000_000 ? `${tenths(n, 1_000_000)}M` : whole(n);
}

/** Groups of three. */
const whole = (n: number | bigint): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
// Rounded down: a number that is shown has been reached.
function tenths(n: number, unit: number): string {
  const [full, rest] = [Math.floor(n / unit), Math.floor((n * 10) / unit) % 10];
  return rest > 0 ? `${whole(full)}.${rest}` : whole(full);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `24 min`, `3 h`, then the day. */
export function ago(timestamp: string, now: number): string {
  const passed = now - Date.parse(timestamp);
  if (passed < MINUTE) return m.time_now();
  if (passed < HOUR) return m.time_minutes({ n: Math.floor(passed / MINUTE) });
  if (passed < DAY) return m.time_hours({ n: Math.floor(passed / HOUR) });
  if (passed < 7 * DAY) return m.time_days({ n: Math.floor(passed / DAY) });
  return date(timestamp);
}

// Making one takes longer than everything else about a post together.
const made = new Map<string, Intl.DateTimeFormat>();
/** Written by these rules, in the language that is spoken. */
function written(timestamp: string, rules: Intl.DateTimeFormatOptions): string {
  // Another time zone, while it runs, is another clock.
  const key = spoken() + new Date().getTimezoneOffset() + JSON.stringify(rules);
  let format = made.get(key);
  if (!format) made.set(key, (format = new Intl.DateTimeFormat(spoken() === 'zh-Hans' ? 'zh-CN' : 'en-GB', rules)));
  return format.format(Date.parse(timestamp));
}

/** `14:32`. */
export const clock = (timestamp: string): string =>
  written(timestamp, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `22 Nov 2026`, `2026年11月22日`. */
export const date = (timestamp: string): string =>
  written(timestamp, { day: 'numeric', month: spoken() === 'zh-Hans' ? 'long' : 'short', year: 'numeric' });

/** `22 Nov`, `11月22日`, or `Nov 2026`: of a day or month of Beijing, whose days the server counts by. */
export const dayOf = (timestamp: string, unit: 'day' | 'month'): string =>
  written(timestamp, {
    timeZone: 'Asia/Shanghai',
    month: 'short',
    ...(unit === 'day' ? { day: 'numeric' } : { year: '2-digit' }),
  });

/** `November 2026`, `2026年11月`. */
export const monthOf = (timestamp: string): string => written(timestamp, { month: 'long', year: 'numeric' });

/** `today 09:12`, `yesterday 21:40`, `22 Nov 2026 14:32`: as they stand inside a sentence. */
export function moment(timestamp: string, now: number): string {
  const day = (t: number) => new Date(t).toDateString();
  const then = Date.parse(timestamp);
  if (day(then) === day(now)) return m.time_today({ time: clock(timestamp) });
  if (day(then) === day(now - DAY)) return m.time_yesterday({ time: clock(timestamp) });
  return `${date(timestamp)} ${clock(timestamp)}`;
}

/** The clock alone today, the moment otherwise: for "saved at". */
export const savedAt = (timestamp: string, now: number): string =>
  new Date(timestamp).toDateString() === new Date(now).toDateString() ? clock(timestamp) : moment(timestamp, now);

/** `0:11`, `1:02:07`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, min, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(min)}:${two(s)}` : `${min}:${two(s)}`;
}

/** `1.2 GB`, `640 KB`. */
export function bytes(n: number): string {
  const units = ['B', 'KB', 'MB', 'GB'] as const;
  let size = n;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size >= 100 || unit === 0 ? Math.round(size) : Math.round(size * 10) / 10} ${units[unit]}`;
}
