import { afterEach, expect, test } from 'vitest';
import {
  amountText,
  commandWords,
  errorText,
  invalidText,
  refusalWords,
  returnWords,
  ruleWords,
  serverText,
  serverWords,
} from './errors';
import { speak } from './language.svelte';

afterEach(() => speak('en'));

test('every code has a sentence in both languages, and the two differ', () => {
  for (const words of [commandWords, serverWords, ruleWords, refusalWords, returnWords]) {
    for (const [code, text] of Object.entries(words)) {
      speak('en');
      const english = text();
      speak('zh-Hans');
      expect(english, code).toMatch(/[.]$/);
      expect(text(), code).toMatch(/[。]$/);
    }
  }
});

test('a refused tip says that no money left', () => {
  for (const text of Object.values(refusalWords)) expect(text()).toMatch(/^Not paid.*No money left your balance\.$/);
});

test('an input is named by what is wrong with it', () => {
  expect(
    errorText({
      code: 'invalid',
      fields: [{ field: 'amount', rule: 'too_large' }],
      retry_after: null,
      gate: null,
      tries_left: null,
    }),
  ).toBe('This amount is too large.');
  expect(invalidText({ field: 'note', rule: 'too_large' })).toBe('This is too long or too large.');
});

test('an amount that is too large is told the most of its own kind', () => {
  const large = { field: 'amount', rule: 'too_large' } as const;
  expect(amountText(large, 20_000)).toBe('The most at once is ¥200.00.');
  expect(amountText(large, 500_000n)).toBe('The most at once is ¥5,000.00.');
  expect(amountText({ field: 'amount', rule: 'too_small' }, 20_000)).toBe('The smallest amount is ¥0.01.');
});

test('codes of a later version degrade', () => {
  expect(
    errorText({ code: 'from_the_future' as never, fields: [], retry_after: null, gate: null, tries_left: null }),
  ).toBe('The app has a fault. Its log says more.');
  expect(serverText('from_the_future' as never)).toMatch(/does not know/);
});
