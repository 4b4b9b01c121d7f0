import { expect, it } from 'vitest';
import type { EarningsView } from '../../bindings/EarningsView';
import { ceiling, columns, share } from './earnings';

const fen = (amount: string) => ({ amount, currency: 'CNY' as const });
const earned = (amount: string, tips = 1) => ({ amount: fen(amount), tips, people: 1 });
// Midnight in Beijing.
const view = (from: string, days: [string, string][]): EarningsView => ({
  from,
  total: earned('0'),
  days: days.map(([at, amount]) => ({ from: at, earned: earned(amount) })),
  posts: [],
  circles: [],
  as_of: from,
});

it('has a column for every day, also for those without a tip', () => {
  const found = columns(view('2026-11-20T16:00:00.000000Z', [['2026-11-22T16:00:00.000000Z', '188']]), 7);
  expect(found.map((column) => column.fen)).toEqual([0n, 0n, 188n, 0n, 0n, 0n, 0n]);
});

it('adds the days of a year up by the months of Beijing', () => {
  const days: [string, string][] = [
    ['2026-10-31T15:59:59.000000Z', '1'],
    ['2026-10-30T16:00:00.000000Z', '10'],
    ['2026-10-31T16:00:00.000000Z', '100'],
  ];
  const found = columns(view('2025-11-27T16:00:00.000000Z', days.slice(1)), 365);
  expect(found).toHaveLength(13);
  expect(found.at(-2)?.fen).toBe(10n);
  expect(found.at(-1)?.fen).toBe(100n);
  expect(found.reduce((sum, column) => sum + column.fen, 0n)).toBe(110n);
});

it('is a little higher than the highest column', () => {
  const top = (amount: bigint) => ceiling([{ from: '', fen: amount, tips: 0 }]);
  expect([0n, 1n, 4n, 5n, 9n, 21n, 1_420n].map(top)).toEqual([4n, 4n, 4n, 8n, 20n, 40n, 2_000n]);
  expect(share(1_420n, 2_000n)).toBe(710);
  expect(share(2n ** 62n, top(2n ** 62n))).toBeLessThanOrEqual(1_000);
});
