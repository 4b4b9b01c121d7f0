import { expect, test } from 'vitest';
import { shortId } from './words';

test('a receipt number is short, and in groups that can be read aloud', () => {
  expect(shortId('01939e6a-5b2c-7d3e-8f4a-123456789abc')).toBe('1234 5678 9ABC');
});
