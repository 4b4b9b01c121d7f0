import { afterEach, expect, test } from 'vitest';
import type { CircleCardView } from '../../bindings/CircleCardView';
import type { Clause } from '../../bindings/Clause';
import type { Gate } from '../../bindings/Gate';
import type { Verdict } from '../../bindings/Verdict';
import { speak } from '../../language.svelte';
import { clauseReason, joinSay, reasons, who, writeSay } from './gates';

afterEach(() => speak('en'));

const is = (clause: Clause): Gate => ({ is: clause });
const woman: Clause = { kind: 'gender', is: 'female' };
const student: Clause = { kind: 'student' };
const score: Clause = { kind: 'score_at_least', score: 750 };
const campus: Gate = { all: [is(woman), is(student)] };
const open: Verdict = { allowed: true, clauses: [] };

const clauses: Clause[] = [
  woman,
  { kind: 'gender', is: 'male' },
  student,
  { kind: 'employed' },
  { kind: 'overseas' },
  { kind: 'age_at_least', years: 35 },
  score,
  { kind: 'moderator' },
];

function card(part: Partial<CircleCardView>): CircleCardView {
  return {
    id: '',
    name: '',
    name_zh: '',
    introduction: '',
    introduction_zh: '',
    category: 'study',
    icon: null,
    cover: null,
    standing: 'member',
    member_count: 0,
    view_count: 0,
    post_count: 0,
    unread: 0,
    gates: { join: { all: [] }, post: { all: [] }, comment: { all: [] }, preview: { kind: 'nothing' } },
    rights: { join: open, post: open, comment: open },
    ...part,
  };
}

test('a gate names whom it lets in', () => {
  expect(who({ all: [] }, 'Members')).toBe('Members');
  expect(who({ any: [] }, 'Members')).toBe('Nobody');
  expect(who(campus, 'Members')).toBe('Verified women students');
  expect(who(is(score), 'Members')).toBe('People with a score of 750 or more');
  expect(who({ any: [is(student), is({ kind: 'moderator' })] }, 'Members')).toBe('Verified students or moderators');
  expect(who({ not: is(student) }, 'Members')).toBe('All but verified students');
  expect(who({ all: [{ all: [] }] }, 'Members')).toBe('Members');
});

test('every clause has its own sentence for each of its four outcomes, in both languages', () => {
  for (const language of ['en', 'zh-Hans'] as const) {
    speak(language);
    const seen = new Set<string>();
    for (const clause of clauses) {
      for (const [wanted, met] of [
        [true, true],
        [true, false],
        [false, false],
      ] as const) {
        const text = clauseReason({ clause, wanted, met, yours: clause.kind === 'score_at_least' ? 712 : null });
        expect(text).not.toBe('');
        expect(seen.has(text), text).toBe(false);
        seen.add(text);
      }
    }
  }
});

test('a closed gate says what is missing, not what is there', () => {
  const verdict: Verdict = {
    allowed: false,
    clauses: [
      { clause: woman, wanted: true, met: true, yours: null },
      { clause: student, wanted: true, met: false, yours: null },
    ],
  };
  expect(reasons(verdict)).toEqual(['This needs a student badge, which your profile does not have.']);
});

test('a score is shown beside the one that is needed', () => {
  expect(clauseReason({ clause: score, wanted: true, met: false, yours: 712 })).toBe(
    'This needs a score of 750; yours is 712.',
  );
  expect(clauseReason({ clause: score, wanted: true, met: false, yours: null })).toBe(
    'This needs a score of 750; you do not have a score yet.',
  );
});

test('standing speaks before the gate', () => {
  const muted = writeSay(
    card({ standing: 'muted' }),
    'post',
    '2026-11-23T10:00:00.000000Z',
    Date.parse('2026-11-22T10:00:00Z'),
  );
  expect(muted.can).toBe(false);
  expect(muted.why[0]).toMatch(/^You are muted here until 23 Nov 2026/);
  expect(writeSay(card({ standing: 'banned' }), 'post', null, 0).can).toBe(false);
  expect(writeSay(card({ standing: 'none' }), 'post', null, 0)).toEqual({
    can: false,
    why: ['Join the circle first.'],
  });
  expect(writeSay(card({}), 'comment', null, 0)).toEqual({ can: true, why: ['You are a member, so you can.'] });
  expect(joinSay(card({ standing: 'banned' })).can).toBe(false);
});

test('there is always a reason', () => {
  for (const standing of ['none', 'member', 'muted', 'moderator', 'banned'] as const) {
    for (const right of ['post', 'comment'] as const) {
      expect(writeSay(card({ standing }), right, null, 0).why.length, standing).toBeGreaterThan(0);
    }
    expect(joinSay(card({ standing })).why.length).toBeGreaterThan(0);
  }
});
