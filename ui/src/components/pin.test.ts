import { expect, it } from 'vitest';
import { checkPin } from './pin';

it.each(['', '12345', '1234567', '12345a', '１２３４５６', ' 123 56'])('%j is not six digits', (typed) => {
  expect(checkPin(typed)).toEqual({ field: 'pin', rule: 'malformed' });
});
it.each(['111111', '123456', '654321', '012345'])('%s is too easy to guess', (typed) => {
  expect(checkPin(typed)).toEqual({ field: 'pin', rule: 'too_simple' });
});
it.each(['135790', '112233', '908172', '123457'])('%s is good', (typed) => {
  expect(checkPin(typed)).toBeNull();
});
