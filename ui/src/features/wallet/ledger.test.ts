import { expect, it } from 'vitest';
import type { EntryView } from '../../bindings/EntryView';
import { months } from './ledger';
import { GROUPS, kindsOf, monthStarts, within } from './statement';

const entry = (seq: number, booked_at: string): EntryView => ({
  entry: {
    journal: `j${seq}`,
    seq,
    kind: 'tip_sent',
    amount: { amount: '-88', currency: 'CNY' },
    balance: { amount: '0', currency: 'CNY' },
    counterparty: null,
    counterparty_masked_name: null,
    tip: null,
    post: null,
    circle: null,
    words: null,
    booked_at,
    thanked_at: null,
    transfer: null,
    note: null,
    returned: null,
    can_return: false,
  },
  circle_name: null,
  circle_name_zh: null,
  worth: null,
});

it('parts entries by month and day of the calendar of this device', () => {
  const at = (month: number, day: number, hour: number) => new Date(2026, month, day, hour).toISOString();
  const found = months([
    entry(5, at(10, 22, 9)),
    entry(4, at(10, 22, 0)),
    entry(3, at(10, 1, 0)),
    entry(2, at(9, 31, 23)),
    entry(1, new Date(2025, 9, 31, 23).toISOString()),
  ]);
  expect(found.map((month) => month.days.map((day) => day.entries.map((one) => one.entry.seq)))).toEqual([
    [[5, 4], [3]],
    [[2]],
    [[1]],
  ]);
});

it('knows ten years of months, each ending where the next begins', () => {
  const now = new Date(2026, 10, 27, 12).getTime();
  const starts = monthStarts(now);
  expect(starts).toHaveLength(120);
  expect(starts.at(-1)).toBe(new Date(2026, 10, 1).toISOString());
  for (const [n, start] of starts.slice(0, -1).entries()) expect(within(start).until).toBe(starts[n + 1]);
  expect(within('')).toEqual({ from: null, until: null });
});

it('puts every kind into one group', () => {
  const kinds = GROUPS.filter((group) => group !== 'all').flatMap(kindsOf);
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(kindsOf('all')).toEqual([]);
  expect(kindsOf('received')).toEqual(['tip_received', 'transfer_received']);
});
