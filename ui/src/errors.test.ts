import { afterEach, expect, test } from 'vitest';
import { texts } from '../scripts/messages.mjs';
import { amountText, errorText, invalidText, refusalText, serverText } from './errors';
import { speak } from './language.svelte';
import { named } from './say';

const keys = Object.keys(texts().named);
afterEach(() => speak('en'));

test('every code has a sentence in both languages', () => {
  expect(keys.length).toBeGreaterThan(150);
  // What is asked for by name besides are tags and titles.
  for (const key of keys.filter((one) => /^(command|server|rule|refusal|return|payment_refused)_/.test(one))) {
    speak('en');
    expect(named(key), key).toMatch(/[.]$/);
    speak('zh-Hans');
    expect(named(key), key).toMatch(/[。]$/);
  }
});

test('a refused tip says that no money left', () => {
  const refusals = keys.filter((key) => key.startsWith('refusal_') && key !== 'refusal_young');
  for (const key of refusals) expect(named(key)).toMatch(/^Not paid.*No money left your balance\.$/);
  expect(refusalText('minor')).toBe(named('refusal_minor'));
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
