import { expect, test } from 'vitest';
import type { TrialLine } from '../../bindings/TrialLine';
import { addsUp, civilDay, differenceWords, trialWords } from './words';

const fen = (n: number) => ({ amount: String(n), currency: 'CNY' as const });
const line = (balance: number, kept = balance): TrialLine => ({
  kind: 'person',
  accounts: 1,
  arrived: fen(balance),
  left: fen(0),
  balance: fen(balance),
  kept: fen(kept),
});

test('books add up when all of it is zero together and nothing that is kept differs', () => {
  expect(addsUp({ sum: fen(0), trial: [line(5), line(-5)] })).toBe(true);
  expect(addsUp({ sum: fen(1), trial: [line(5), line(-4)] })).toBe(false);
  expect(addsUp({ sum: fen(0), trial: [line(5, 6), line(-5)] })).toBe(false);
});

test('a day is written as people write it', () => {
  expect(civilDay(20_261_103)).toBe('2026-11-03');
});

test('a kind of a newer server has words too', () => {
  expect(trialWords('of tomorrow' as never)).toBe(trialWords('unknown'));
  expect(differenceWords('of tomorrow' as never)).toBe(differenceWords('unknown'));
});
