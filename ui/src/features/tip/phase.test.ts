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
    own_limits: [],
    privacy: 'author_only',
    message: '',
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
  it('is the balance, the fee counted in', () => {
    expect(obstacle(quote({ balance: fen(87) }))).toEqual({ kind: 'balance' });
    expect(obstacle(quote({ balance: fen(88), fee: fen(1) }))).toEqual({ kind: 'balance' });
  });
  it('is a limit, with what is left of it and until when', () => {
    const day = (limit: number | null, spent = 900) => ({
      kind: 'day' as const,
      limit: limit === null ? null : fen(limit),
      spent: fen(spent),
      ends_at: '2026-11-22T16:00:00.000000Z',
      raise: null,
    });
    const tip = (limit: number) => ({ ...day(limit, 0), kind: 'tip' as const, ends_at: null });
    const own = (...own_limits: QuoteResponse['own_limits']) => obstacle(quote({ own_limits, balance: fen(0) }));
    const until = '2026-11-22T16:00:00.000000Z';
    expect(own(day(987))).toEqual({ kind: 'day', limit: fen(987), left: fen(87), until });
    expect(own(tip(87), day(987))).toMatchObject({ kind: 'tip', limit: fen(87), until: null });
    expect(own(day(800))).toMatchObject({ kind: 'day', left: fen(0) });
    expect(own(tip(88), day(988))).toEqual({ kind: 'balance' });
    const platform = quote({ spent_today: fen(913), day_limit: fen(1_000), own_limits: [day(null)] });
    expect(obstacle(platform)).toEqual({ kind: 'platform', limit: fen(1_000), left: fen(87), until });
  });
});
