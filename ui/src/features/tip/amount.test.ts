import { describe, expect, it } from 'vitest';
import { parseYuan, yuanOf } from './amount';

describe('a typed amount', () => {
  // The table of crates/domain/src/money.rs; change both.
  it.each([
    ['', 'required'],
    ['0', 'too_small'],
    ['0.00', 'too_small'],
    ['200.01', 'too_large'],
    ['99999999999999999999', 'too_large'],
    ['1e2', 'malformed'],
    ['１', 'malformed'],
    ['-1', 'malformed'],
    ['+1', 'malformed'],
    ['1,5', 'malformed'],
    ['0.001', 'malformed'],
    ['.', 'malformed'],
    ['NaN', 'malformed'],
    ['0x10', 'malformed'],
    ['1.2.3', 'malformed'],
  ])('%j is refused: %s', (typed, rule) => {
    expect(parseYuan(typed)).toEqual({ invalid: { field: 'amount', rule } });
  });

  it.each([
    ['0.88', 88],
    ['0.01', 1],
    ['200', 20_000],
    ['200.00', 20_000],
    ['5.2', 520],
    ['.5', 50],
    ['¥ 1.88 ', 188],
  ])('%j is %i fen', (typed, fen) => {
    expect(parseYuan(typed)).toEqual({ fen });
  });

  it('survives being shown and typed, for every amount there is', () => {
    for (let fen = 1; fen <= 20_000; fen += 1) expect(parseYuan(yuanOf(fen))).toEqual({ fen });
  });

  it('refuses nothing with a crash, and takes nothing outside the range', () => {
    for (let code = 0; code < 0x3000; code += 1) {
      for (const typed of [String.fromCharCode(code), `1${String.fromCharCode(code)}5`]) {
        const amount = parseYuan(typed);
        if ('fen' in amount) expect(amount.fen >= 1 && amount.fen <= 20_000).toBe(true);
      }
    }
  });
});
