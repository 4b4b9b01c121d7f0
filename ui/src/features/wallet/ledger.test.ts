import { expect, it } from 'vitest';
import type { Entry } from '../../bindings/Entry';
import { days, merge } from './ledger';

const entry = (seq: number, amount: string, booked_at: string): Entry => ({
  journal: `j${seq}`,
  seq,
  kind: 'tip_sent',
  amount: { amount, currency: 'CNY' },
  balance: { amount: '0', currency: 'CNY' },
  counterparty: null,
  counterparty_masked_name: null,
  tip: null,
  post: null,
  can_return: false,
  booked_at,
});

it('keeps each entry once, newest first, when pages overlap', () => {
  const all = [5, 4, 3, 2, 1].map((seq) => entry(seq, '-88', '2026-11-22T10:00:00.000000Z'));
  expect(merge(all.slice(0, 3), all.slice(2)).map((one) => one.seq)).toEqual([5, 4, 3, 2, 1]);
});

it('prefers the newer reading of the same entry', () => {
  const [old, young] = [entry(1, '-88', '2026-11-22T10:00:00Z'), entry(1, '-89', '2026-11-22T10:00:00Z')];
  expect(merge([young], [old])[0]?.amount.amount).toBe('-89');
});

it('sums what came and what went apart, by day', () => {
  const day = (d: number, h: number) => new Date(2026, 10, d, h).toISOString();
  const found = days([entry(3, '188', day(22, 9)), entry(2, '-88', day(22, 8)), entry(1, '-520', day(21, 23))]);
  expect(found.map((one) => [one.entries.length, one.in, one.out])).toEqual([
    [2, 188n, -88n],
    [1, 0n, -520n],
  ]);
});
