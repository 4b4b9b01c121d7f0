import { afterEach, expect, it } from 'vitest';
import type { Money } from './bindings/Money';
import { hideAmounts, own } from './hidden.svelte';

const fen = (amount: string): Money => ({ amount, currency: 'CNY' });
afterEach(() => hideAmounts(false));

it('masks every digit and keeps the direction', () => {
  expect([own(fen('12345')), own(fen('188'), true), own(fen('-520'), true)]).toEqual([
    '¥123.45',
    '+¥1.88',
    '\u2212¥5.20',
  ]);
  hideAmounts(true);
  const masked = [own(fen('12345')), own(fen('188'), true), own(fen('-520'), true), own(fen('0'))];
  expect(masked).toEqual(['¥••••', '+¥••••', '\u2212¥••••', '¥••••']);
  for (const text of masked) expect(text).not.toMatch(/\d/);
});
