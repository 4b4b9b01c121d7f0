import { expect, test } from 'vitest';
import { saidIn, speak } from './language.svelte';
import * as m from './messages';

test('a message is said in the language of the moment, with its values and the form of its number', () => {
  speak('en');
  expect(m.circle_members({ count: 1, n: '1' })).toBe('<b>1</b> member');
  expect(m.circle_members({ count: 12, n: '12' })).toBe('<b>12</b> members');
  expect(m.circle_left({ circle: 'Reading' })).toBe('You left Reading');
  expect(saidIn('zh-Hans', m.circle_join)).toBe('加入');
  speak('zh-Hans');
  expect(m.circle_members({ count: 1, n: '1' })).toBe('<b>1</b> 位成员');
});

test('a value is never taken for a placeholder', () => {
  speak('en');
  expect(m.circle_left({ circle: '{circle} $& {n}' })).toBe('You left {circle} $& {n}');
});
