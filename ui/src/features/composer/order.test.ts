import { expect, it } from 'vitest';
import { inOrder, moved } from './order';

it('moves one and keeps the rest in order', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
});

it('neither loses nor doubles anything, wherever it is moved', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];
  for (let from = -1; from <= 5; from += 1) {
    for (let to = -1; to <= 5; to += 1) expect([...moved(all, from, to)].sort()).toEqual(all);
  }
});

it('puts a file that came meanwhile behind those that were ordered', () => {
  const items = [{ id: 'a' }, { id: 'b' }, { id: 'new' }];
  expect(inOrder(items, ['b', 'a']).map((item) => item.id)).toEqual(['b', 'a', 'new']);
});
