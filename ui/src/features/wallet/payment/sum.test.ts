import { describe, expect, it } from 'vitest';
import { parseSum, typedOf } from './sum';

const MOST = 500_000n;

describe('a typed sum', () => {
  it.each([
    ['1', 100n],
    ['0.01', 1n],
    ['.5', 50n],
    ['5.', 500n],
    [' ￥20 ', 2_000n],
    ['5000.00', MOST],
  ])('%s is an amount', (typed, fen) => {
    expect(parseSum(typed, MOST)).toEqual({ fen });
  });

  it.each([
    ['', 'required'],
    ['0', 'too_small'],
    ['0.00', 'too_small'],
    ['5000.01', 'too_large'],
    ['99999999999999999999', 'too_large'],
    ['1e2', 'malformed'],
    ['-1', 'malformed'],
    ['0.001', 'malformed'],
    ['1,00', 'malformed'],
    ['１.００', 'malformed'],
    ['NaN', 'malformed'],
    ['.', 'malformed'],
  ])('%s is none: %s', (typed, rule) => {
    expect(parseSum(typed, MOST)).toEqual({ invalid: { field: 'amount', rule } });
  });

  it('is told to the engine as it is shown', () => {
    expect([1n, 88n, 2_000n, MOST].map(typedOf)).toEqual(['0.01', '0.88', '20.00', '5000.00']);
  });
});
