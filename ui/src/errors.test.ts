import { afterEach, expect, test } from 'vitest';
import {
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
  ).toBe('One tip is at most ¥200.00.');
  expect(invalidText({ field: 'note', rule: 'too_large' })).toBe('This is too long or too large.');
});

test('codes of a later version degrade', () => {
  expect(
    errorText({ code: 'from_the_future' as never, fields: [], retry_after: null, gate: null, tries_left: null }),
  ).toBe('The app has a fault. Its log says more.');
  expect(serverText('from_the_future' as never)).toMatch(/does not know/);
});
