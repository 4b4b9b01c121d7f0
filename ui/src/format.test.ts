import { afterEach, describe, expect, test } from 'vitest';
import { ago, bytes, count, date, duration, money } from './format';
import { speak } from './language.svelte';

const fen = (amount: string) => ({ amount, currency: 'CNY' as const });
afterEach(() => speak('en'));

describe('money', () => {
  test.each([
    ['88', '¥0.88'],
    ['0', '¥0.00'],
    ['5', '¥0.05'],
    ['20000', '¥200.00'],
    ['123450', '¥1,234.50'],
    ['-520', '−¥5.20'],
    // More digits than a float keeps.
    ['900719925474099301', '¥9,007,199,254,740,993.01'],
  ])('%s fen are %s', (amount, shown) => {
    expect(money(fen(amount))).toBe(shown);
  });

  test('a ledger shows the sign of what came in, and none on nothing', () => {
    expect(money(fen('188'), true)).toBe('+¥1.88');
    expect(money(fen('-188'), true)).toBe('−¥1.88');
    expect(money(fen('0'), true)).toBe('¥0.00');
  });

  test('is the same in Chinese', () => {
    speak('zh-Hans');
    expect(money(fen('123450'))).toBe('¥1,234.50');
  });
});

describe('counts', () => {
  test('English groups thousands and shortens millions', () => {
    expect([count(0), count(128_406), count(999_999), count(2_104_330)]).toEqual(['0', '128,406', '999,999', '2.1M']);
  });
  test('Chinese shortens by ten thousand, never rounding up to what was not reached', () => {
    speak('zh-Hans');
    expect([count(9_999), count(128_406), count(19_999), count(210_000_000)]).toEqual([
      '9,999',
      '12.8 万',
      '1.9 万',
      '2.1 亿',
    ]);
  });
});

describe('times', () => {
  const at = '2026-11-22T06:32:00.000000Z';
  const after = (ms: number) => ago(at, Date.parse(at) + ms);
  const minute = 60_000;

  test('say how long ago, then the day', () => {
    expect([after(59_000), after(24 * minute), after(3 * 60 * minute), after(2 * 24 * 60 * minute)]).toEqual([
      'just now',
      '24 min',
      '3 h',
      '2 d',
    ]);
    expect(after(8 * 24 * 60 * minute)).toBe('22 Nov 2026');
  });
  test('a clock that runs behind the server shows no future', () => {
    expect(after(-5 * minute)).toBe('just now');
  });
  test('in Chinese', () => {
    speak('zh-Hans');
    expect(after(24 * minute)).toBe('24 分钟前');
    expect(date(at)).toBe('2026年11月22日');
  });
});

test('lengths of videos', () => {
  expect([duration(11_000), duration(59_600), duration(3_723_000)]).toEqual(['0:11', '1:00', '1:02:03']);
});

test('sizes', () => {
  expect([bytes(0), bytes(999), bytes(96_000), bytes(18_400_000), bytes(1_250_000_000)]).toEqual([
    '0 B',
    '999 B',
    '96 KB',
    '18.4 MB',
    '1.3 GB',
  ]);
});
