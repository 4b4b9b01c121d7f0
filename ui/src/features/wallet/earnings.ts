/** Earnings as columns of a chart. Pure; whole fen throughout. */
import type { EarningsView } from '../../bindings/EarningsView';

export const SPANS = [7, 30, 365] as const;
export type Span = (typeof SPANS)[number];

/** A day, or a month of a year, of Beijing. */
export interface Column {
  /** Where it begins. */
  from: string;
  fen: bigint;
  tips: number;
}

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;

/** Of which span an answer is. */
export function spanOf({ from }: EarningsView, now: number): Span {
  const days = (now - Date.parse(from)) / DAY_MS;
  return SPANS.find((span) => days <= span + 1) ?? 365;
}

/** Days of a week and a month, months of a year; those without a tip as well. */
export function columns({ from, days }: EarningsView, span: Span): Column[] {
  const start = Date.parse(from);
  const found: Column[] = Array.from({ length: span }, (_, n) => ({
    from: new Date(start + n * DAY_MS).toISOString(),
    fen: 0n,
    tips: 0,
  }));
  for (const day of days) {
    const column = found[Math.round((Date.parse(day.from) - start) / DAY_MS)];
    if (!column) continue;
    column.fen += BigInt(day.earned.amount.amount);
    column.tips += day.earned.tips;
  }
  return span === 365 ? byMonth(found) : found;
}

function byMonth(days: Column[]): Column[] {
  const months: Column[] = [];
  let name = '';
  for (const day of days) {
    const month = new Date(Date.parse(day.from) + BEIJING_MS).toISOString().slice(0, 7);
    if (month !== name) months.push({ from: day.from, fen: 0n, tips: 0 });
    name = month;
    const last = months[months.length - 1];
    if (!last) continue;
    last.fen += day.fen;
    last.tips += day.tips;
  }
  return months;
}

/** The height of the chart in fen: the first of 1, 2, 4, 5, 8 times a power of ten, in four steps, that holds the most. */
export function ceiling(found: Column[]): bigint {
  const most = found.reduce((so, column) => (column.fen > so ? column.fen : so), 0n);
  for (let power = 1n; ; power *= 10n) {
    for (const step of [4n, 8n, 20n]) if (step * power >= most) return step * power;
  }
}

/** Share of the height, in thousandths. */
export const share = (fen: bigint, top: bigint): number => Number((fen * 1_000n) / top);
