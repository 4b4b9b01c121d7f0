import { describe, expect, it } from 'vitest';
import { parseYuan, presetsOf, yuanOf } from './amount';

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

describe("amounts of one's own", () => {
  it('are kept in the order they were typed, each once, whatever field they stand in', () => {
    expect(presetsOf(['5', '0.88', '', '200', '5.00'])).toEqual({ fen: [500, 88, 20_000] });
    expect(presetsOf(['', ' '])).toEqual({ fen: [] });
  });

  it('are refused for the first that is wrong', () => {
    expect(presetsOf(['5', 'two', '0'])).toEqual({ invalid: { field: 'amount', rule: 'malformed' } });
    expect(presetsOf(['200.01'])).toEqual({ invalid: { field: 'amount', rule: 'too_large' } });
  });
});
