/** Amounts and limits of the mock. */
import type { LimitState } from '../../bindings/LimitState';
import type { Money } from '../../bindings/Money';
import { refused, state } from './state';

export const fen = (n: number): Money => ({ amount: String(n), currency: 'CNY' });
export const DAY_LIMIT = 5_000;
export const STEP_UP = 500;

export function ownLimits(): LimitState[] {
  const day = new Date(Date.now() + 3_600_000).toISOString();
  const spent = { tip: 0, day: state.spentToday, month: state.spentToday + 520 };
  return (['tip', 'day', 'month'] as const).map((kind) => {
    const { limit, raise } = state.limits[kind];
    return {
      kind,
      limit: limit === null ? null : fen(limit),
      spent: fen(spent[kind]),
      ends_at: kind === 'tip' ? null : day,
      raise,
    };
  });
}

export function parse(typed: string): number {
  const text = typed.trim().replace(/^[¥￥]\s*/, '');
  const field = 'amount' as const;
  if (text === '') throw refused('invalid', [{ field, rule: 'required' }]);
  if (!/^(\d+(\.\d{0,2})?|\.\d{1,2})$/.test(text)) throw refused('invalid', [{ field, rule: 'malformed' }]);
  const [yuan = '', cents = ''] = text.split('.');
  const amount = Number(yuan || '0') * 100 + Number(cents.padEnd(2, '0'));
  if (amount < 1) throw refused('invalid', [{ field, rule: 'too_small' }]);
  if (amount > 20_000) throw refused('invalid', [{ field, rule: 'too_large' }]);
  return amount;
}
