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
  const yuan = (size / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = (size % 100n).toString().padStart(2, '0');
  return `${negative ? MINUS : sign && fen > 0n ? '+' : ''}¥${yuan}.${rest}`;
}

/** `128,406` and `2.1M`; in Chinese `12.8 万`. */
export function count(n: number): string {
  if (spoken() === 'zh-Hans') {
    if (n >= 100_000_000) return `${tenths(n, 100_000_000)} 亿`;
    return n >= 10_000 ? `${tenths(n, 10_000)} 万` : n.toLocaleString('en');
  }
  return n >= 1_000_000 ? `${tenths(n, 1_000_000)}M` : n.toLocaleString('en');
}

// Rounded down: a number that is shown has been reached.
const tenths = (n: number, unit: number) => (Math.floor((n * 10) / unit) / 10).toLocaleString('en');

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

const region = () => (spoken() === 'zh-Hans' ? 'zh-CN' : 'en-GB');

/** `14:32`. */
export const clock = (timestamp: string): string =>
  new Intl.DateTimeFormat(region(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    Date.parse(timestamp),
  );

/** `22 Nov 2026`, `2026年11月22日`. */
export const date = (timestamp: string): string =>
  new Intl.DateTimeFormat(region(), {
    day: 'numeric',
    month: spoken() === 'zh-Hans' ? 'long' : 'short',
    year: 'numeric',
  }).format(Date.parse(timestamp));

/** `22 Nov`, `11月22日`, or `Nov 2026`: of a day or month of Beijing, whose days the server counts by. */
export const dayOf = (timestamp: string, unit: 'day' | 'month'): string =>
  new Intl.DateTimeFormat(region(), {
    timeZone: 'Asia/Shanghai',
    month: 'short',
    ...(unit === 'day' ? { day: 'numeric' } : { year: '2-digit' }),
  }).format(Date.parse(timestamp));

/** `November 2026`, `2026年11月`. */
export const monthOf = (timestamp: string): string =>
  new Intl.DateTimeFormat(region(), { month: 'long', year: 'numeric' }).format(Date.parse(timestamp));

/** `Today 09:12`, `Yesterday 21:40`, `22 Nov 2026, 14:32`. */
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
