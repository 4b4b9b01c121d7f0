import { expect, test } from 'vitest';
import { layoutOf } from './media';

const of = (n: number) => layoutOf(Array.from({ length: n }, () => ({ width: 3, height: 2 })));

test('one picture keeps its shape between a tall and a wide one', () => {
  expect(layoutOf([{ width: 1600, height: 1200 }])).toEqual({ kind: 'one', ratio: 4 / 3 });
  expect(layoutOf([{ width: 500, height: 3000 }])).toEqual({ kind: 'one', ratio: 4 / 5 });
  expect(layoutOf([{ width: 6000, height: 500 }])).toEqual({ kind: 'one', ratio: 16 / 9 });
  expect(layoutOf([{ width: 10, height: 0 }])).toEqual({ kind: 'one', ratio: 3 / 2 });
});

test('two to four have layouts of their own', () => {
  expect([2, 3, 4].map((n) => of(n).kind)).toEqual(['two', 'three', 'four']);
});

test.each([5, 6, 7, 8, 9])('%i pictures leave no hole', (n) => {
  const layout = of(n);
  if (layout.kind !== 'many') throw new Error('not many');
  expect(layout.spans).toHaveLength(n);
  let column = 0;
  for (const span of layout.spans) {
    column += span;
    expect(column).toBeLessThanOrEqual(6);
    if (column === 6) column = 0;
  }
  expect(column).toBe(0);
});
