/**
 * A typed tip, checked where it is typed. The same rules and the same table of cases as `TipAmount::parse_yuan` in
 * crates/domain/src/money.rs; the server checks again. Whole fen, never a float.
 */
import type { Invalid } from '../../bindings/Invalid';
import type { Money } from '../../bindings/Money';
import type { Rule } from '../../bindings/Rule';

export const SMALLEST_FEN = 1;
export const LARGEST_FEN = 20_000;

export type Amount = { fen: number } | { invalid: Invalid };

const refuse = (rule: Rule): Amount => ({ invalid: { field: 'amount', rule } });

/** ASCII digits, at most one point and two digits behind it; a `¥` before it and spaces around it are allowed. */
export function parseYuan(typed: string, largest = LARGEST_FEN): Amount {
  const text = typed
    .trim()
    .replace(/^[¥￥]/, '')
    .trim();
  if (text === '') return refuse('required');
  const parts = /^([0-9]*)(?:\.([0-9]{0,2}))?$/.exec(text);
  const [, yuan = '', fen = ''] = parts ?? [];
  if (!parts || (yuan === '' && fen === '')) return refuse('malformed');
  // Six digits are far above the largest tip and far below what a number loses digits of.
  if (yuan.replace(/^0+/, '').length > 6) return refuse('too_large');
  const total = Number(yuan) * 100 + Number(fen.padEnd(2, '0'));
  if (total < SMALLEST_FEN) return refuse('too_small');
  return total > largest ? refuse('too_large') : { fen: total };
}

/** `88` to `0.88`, as `quote_tip` takes it. */
export const yuanOf = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

/** Whole fen as money. */
export const moneyOf = (fen: number): Money => ({ amount: String(fen), currency: 'CNY' });

/** What was typed as amounts of one's own: each once, empty fields left out; the first that is wrong, else. */
export function presetsOf(typed: readonly string[]): { fen: number[] } | { invalid: Invalid } {
  const fen = new Set<number>();
  for (const text of typed) {
    if (text.trim() === '') continue;
    const amount = parseYuan(text);
    if ('invalid' in amount) return amount;
    fen.add(amount.fen);
  }
  return { fen: [...fen] };
}

/** What the chips offer until somebody chooses their own; the first is chosen when the page opens. */
export const CHIPS = [88, 188, 520, 2_000] as const;

/** One's own amounts, or those that everybody starts with. */
export const chipsOf = (presets: number[] | undefined): readonly number[] =>
  presets && presets.length > 0 ? presets : CHIPS;
