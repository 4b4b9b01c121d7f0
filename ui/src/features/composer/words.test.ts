import { expect, it } from 'vitest';
import { textLength } from './words';

it.each([
  ['', 0],
  ['hello', 5],
  ['hello \n\n', 5],
  ['你好', 2],
  ['👩‍👧', 3],
  ['a\r\nb', 3],
])('%j has %i characters', (text, length) => {
  expect(textLength(text)).toBe(length);
});
