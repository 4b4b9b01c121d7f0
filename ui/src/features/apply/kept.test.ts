import { expect, test } from 'vitest';
import { forget, kept, missingOf } from './kept.svelte';

test('everything that is missing is named at once, and what was typed is kept until it is forgotten', () => {
  expect(missingOf(kept.asks)).toEqual(['name', 'introduction', 'rules', 'why']);
  kept.asks.name = 'Night Trains';
  kept.asks.rules = '  ';
  kept.asks.why = 'Nineteen of us.';
  expect(missingOf(kept.asks)).toEqual(['introduction', 'rules']);
  expect(kept.asks.name).toBe('Night Trains');
  forget();
  expect(kept.asks.name).toBe('');
});
