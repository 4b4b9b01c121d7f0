import { describe, expect, it } from 'vitest';
import type { QuoteResponse } from '../../bindings/QuoteResponse';
import type { TipState } from '../../bindings/TipState';
import type { TipView } from '../../bindings/TipView';
import { isDefinite, obstacle, usableQuote, younger } from './phase';

const fen = (amount: number) => ({ amount: String(amount), currency: 'CNY' as const });
const quote = (over: Partial<QuoteResponse> = {}) =>
  ({
    amount: fen(88),
    fee: fen(0),
    balance: fen(1_000),
    spent_today: fen(0),
    day_limit: fen(100_000),
    quoted_at: '2026-11-22T10:00:00.000000Z',
    expires_at: '2026-11-22T10:05:00.000000Z',
    ...over,
  }) as QuoteResponse;
const tip = (state: TipState, over: Partial<TipView> = {}) =>
  ({ id: 't', state, quote: state === 'draft' ? null : quote(), ...over }) as TipView;

describe('a definite outcome', () => {
  const states: TipState[] = ['draft', 'quoted', 'confirming', 'unknown', 'held', 'released', 'returned', 'refused'];
  for (const known of states.filter(isDefinite)) {
    it.each(states.filter((one) => !isDefinite(one)))(`${known} is not undone by a late %s`, (heard) => {
      expect(younger(tip(known), tip(heard)).state).toBe(known);
    });
  }
  it('gives way to a later one: what is held is released or comes back', () => {
    expect(younger(tip('held'), tip('released')).state).toBe('released');
    expect(younger(tip('held'), tip('returned')).state).toBe('returned');
  });
  it('of one tip says nothing about the next', () => {
    expect(younger(tip('refused'), tip('draft', { id: 'next' })).state).toBe('draft');
  });
});

describe('a quote', () => {
  it('is used for its own amount only', () => {
    expect(usableQuote(tip('quoted'), 88, 0)).not.toBeNull();
    expect(usableQuote(tip('quoted'), 520, 0)).toBeNull();
    expect(usableQuote(tip('quoted'), null, 0)).toBeNull();
    expect(usableQuote(tip('draft'), 88, 0)).toBeNull();
  });
  it('holds as long as the server said, whatever the clock of this device shows', () => {
    expect(usableQuote(tip('quoted'), 88, 299_999)).not.toBeNull();
    expect(usableQuote(tip('quoted'), 88, 300_000)).toBeNull();
  });
});

describe('what stands in the way', () => {
  it('is nothing up to the last fen of balance and limit', () => {
    expect(obstacle(quote({ balance: fen(88) }))).toBeNull();
    expect(obstacle(quote({ spent_today: fen(912), day_limit: fen(1_000) }))).toBeNull();
  });
  it('is the balance, the fee counted in, or the limit', () => {
    expect(obstacle(quote({ balance: fen(87) }))).toBe('balance');
    expect(obstacle(quote({ balance: fen(88), fee: fen(1) }))).toBe('balance');
    expect(obstacle(quote({ spent_today: fen(913), day_limit: fen(1_000) }))).toBe('limit');
  });
});
