import { expect, test } from 'vitest';
import { byCircle, issuerText } from './words';

const use = (circle: string, right: 'join' | 'post' | 'comment', closes: boolean) => ({
  circle,
  circle_name: circle,
  circle_name_zh: '',
  right,
  closes,
});

test('uses are told circle by circle, with what would close', () => {
  expect(byCircle([use('a', 'post', true), use('b', 'join', false), use('a', 'comment', false)])).toEqual([
    { id: 'a', name: 'a', zh: '', rights: ['post', 'comment'], closes: ['post'] },
    { id: 'b', name: 'b', zh: '', rights: ['join'], closes: [] },
  ]);
});

test('an issuer that is not known goes by its own name', () => {
  expect(issuerText('elsewhere.register')).toBe('elsewhere.register');
});
