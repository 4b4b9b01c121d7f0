import { expect, test } from 'vitest';
import type { Gate } from '../../bindings/Gate';
import { add, bare, choose, fresh, negate, numberOf, remove, rooted, setClause, sizeOf, withNumber } from './tree';

const student: Gate = { is: { kind: 'student' } };
const employed: Gate = { is: { kind: 'employed' } };
const tree: Gate = { all: [student, { not: { any: [employed, student] } }] };

test('parts are added, changed, turned round and taken away at their place', () => {
  expect(add(tree, [], employed)).toEqual({ all: [student, { not: { any: [employed, student] } }, employed] });
  expect(add(tree, [1], employed)).toEqual({ all: [student, { not: { any: [employed, student, employed] } }] });
  expect(remove(tree, [1, 0])).toEqual({ all: [student, { not: { any: [student] } }] });
  expect(remove(tree, [0])).toEqual({ all: [{ not: { any: [employed, student] } }] });
  expect(negate(tree, [0])).toEqual({ all: [{ not: student }, { not: { any: [employed, student] } }] });
  expect(negate(tree, [1])).toEqual({ all: [student, { any: [employed, student] }] });
  expect(negate(negate(tree, [1, 1]), [1, 1])).toEqual(tree);
  expect(choose(tree, [], 'any')).toEqual({ any: [student, { not: { any: [employed, student] } }] });
  expect(choose(tree, [1], 'all')).toEqual({ all: [student, { not: { all: [employed, student] } }] });
  expect(setClause(tree, [1, 0], { kind: 'overseas' })).toEqual({
    all: [student, { not: { any: [{ is: { kind: 'overseas' } }, student] } }],
  });
  expect(tree).toEqual({ all: [student, { not: { any: [employed, student] } }] });
});

test('the root is a group, and a double not is none', () => {
  expect(rooted(student)).toEqual({ all: [student] });
  expect(rooted({ not: student })).toEqual({ all: [{ not: student }] });
  expect(rooted({ any: [] })).toEqual({ any: [] });
  expect(bare({ not: { not: { not: student } } })).toEqual({ part: student, negated: true });
});

test('numbers change within their clause, and sizes count empty groups', () => {
  for (const kind of [
    'age_at_least',
    'age_at_most',
    'score_at_least',
    'account_age_at_least',
    'membership_at_least',
  ] as const) {
    const clause = fresh(kind);
    const number = numberOf(clause);
    expect(number && number.value >= number.low && number.value <= number.high).toBe(true);
    expect(numberOf(withNumber(clause, 400))?.value).toBe(400);
  }
  expect(numberOf(fresh('role'))).toBeNull();
  expect(sizeOf(tree)).toBe(3);
  expect(sizeOf({ all: [{ any: [] }, student] })).toBe(2);
});
