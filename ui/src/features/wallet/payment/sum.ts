/**
 * A typed sum, checked where it is typed: the rules of `Money::parse_yuan` in crates/domain/src/money.rs. The engine and
 * the server check again. Whole fen, never a float.
 */
import type { Invalid } from '../../../bindings/Invalid';
import type { Rule } from '../../../bindings/Rule';

export type Sum = { fen: bigint } | { invalid: Invalid };

const refuse = (rule: Rule): Sum => ({ invalid: { field: 'amount', rule } });

/** ASCII digits, at most one point and two digits behind it; a `¥` before it and spaces around it are allowed. */
export function parseSum(typed: string, most: bigint): Sum {
  const text = typed
    .trim()
    .replace(/^[¥￥]/, '')
    .trim();
  if (text === '') return refuse('required');
  const parts = /^([0-9]*)(?:\.([0-9]{0,2}))?$/.exec(text);
  const [, yuan = '', fen = ''] = parts ?? [];
  if (!parts || (yuan === '' && fen === '')) return refuse('malformed');
  const total = BigInt(yuan || '0') * 100n + BigInt(fen.padEnd(2, '0'));
  if (total < 1n) return refuse('too_small');
  return total > most ? refuse('too_large') : { fen: total };
}

/** `2000n` to `20.00`, as `begin_payment` takes it. */
export const typedOf = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
