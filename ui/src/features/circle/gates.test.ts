import { afterEach, expect, test } from 'vitest';
import type { CircleCardView } from '../../bindings/CircleCardView';
import type { Clause } from '../../bindings/Clause';
import type { Gate } from '../../bindings/Gate';
import type { Verdict } from '../../bindings/Verdict';
import { speak } from '../../language.svelte';
import texts from '../../../../crates/domain/tests/gate_texts.json';
import { clauseReason, isNever, joinSay, raises, reasons, tipSay, who, writeSay } from './gates';
import { claimOf } from './reasons';

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
  { kind: 'age_at_most', years: 25 },
  score,
  { kind: 'account_age_at_least', days: 30 },
  { kind: 'membership_at_least', days: 7 },
  { kind: 'role', at_least: 'moderator' },
  { kind: 'allow_listed' },
  { kind: 'deny_listed' },
];

function card(part: Partial<CircleCardView>): CircleCardView {
  return {
    id: '',
    name: '',
    name_zh: '',
    introduction: '',
    introduction_zh: '',
    category: 'study',
    state: 'open',
    state_reason: '',
    icon: null,
    cover: null,
    standing: 'member',
    member_count: 0,
    view_count: 0,
    post_count: 0,
    unread: 0,
    gates: {
      joining: 'open',
      join: { all: [] },
      post: { all: [] },
      comment: { all: [] },
      preview: { kind: 'nothing' },
    },
    rights: { join: open, post: open, comment: open },
    acceptance: { current: 1, needed: 1, accepted: 1 },
    admission: null,
    administers: false,
    waiting: 0,
    order_waiting: 0,
    handover: null,
    escrow_hours: 0,
    ...part,
  };
}

test('a gate names whom it lets in', () => {
  expect(who({ all: [] }, 'Members')).toBe('Members');
  expect(who({ any: [] }, 'Members')).toBe('Nobody');
  expect(who(campus, 'Members')).toBe('Verified women students');
  expect(who(is(score), 'Members')).toBe('People with a score of 750 or more');
  expect(who({ any: [is(student), is({ kind: 'role', at_least: 'moderator' })] }, 'Members')).toBe(
    'Verified students or moderators and above',
  );
  expect(who({ not: is(student) }, 'Members')).toBe('All but verified students');
  expect(who({ all: [{ all: [] }] }, 'Members')).toBe('Members');
});

test('the words are those of the server, in both languages', () => {
  for (const [language, key] of [
    ['en', 'en'],
    ['zh-Hans', 'zh'],
  ] as const) {
    speak(language);
    const everyone = language === 'en' ? 'Everyone with a verified name' : '所有实名用户';
    for (const line of texts) expect(who(line.gate as Gate, everyone)).toBe(line[key]);
  }
});

test('what is closed says what would open it', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  const unmet = (clause: Clause, yours: number | null, wanted = true) =>
    raises({ clause, wanted, met: false, known: true, yours }, now);
  expect(unmet({ kind: 'membership_at_least', days: 7 }, 4)).toBe('It opens on 25 Nov 2026.');
  expect(unmet({ kind: 'account_age_at_least', days: 30 }, 29)).toBe('It opens on 23 Nov 2026.');
  expect(unmet(score, 712)).toMatch(/never with money/);
  const hidden = {
    clause: { kind: 'gender', is: 'male' },
    wanted: false,
    met: false,
    known: false,
    yours: null,
  } as const;
  expect(raises(hidden, now)).toMatch(/as soon as this is proven/);
  expect(clauseReason(hidden)).toMatch(/Nothing is proven/);
  expect(claimOf(hidden)).toBe('gender');
  for (const clause of clauses) {
    expect(unmet(clause, null), clause.kind).not.toBe('');
    expect(unmet(clause, 3, false), clause.kind).not.toBe('');
    expect(raises({ clause, wanted: true, met: true, known: true, yours: null }, now)).toBeNull();
  }
});

test('rules that are due close every way of writing and say so', () => {
  const due = card({ acceptance: { current: 3, needed: 2, accepted: 1 } });
  for (const right of ['post', 'comment'] as const) {
    expect(writeSay(due, right, null, 0)).toMatchObject({ can: false });
    expect(writeSay(due, right, null, 0).why[0]).toMatch(/rules changed/);
  }
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
        const numbers = /_at_(least|most)$/.test(clause.kind);
        const text = clauseReason({ clause, wanted, met, known: true, yours: numbers ? 12 : null });
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
      { clause: woman, wanted: true, met: true, known: true, yours: null },
      { clause: student, wanted: true, met: false, known: true, yours: null },
    ],
  };
  expect(reasons(verdict)).toEqual(['This needs a student badge, which your profile does not have.']);
});

test('a score is shown beside the one that is needed', () => {
  expect(clauseReason({ clause: score, wanted: true, met: false, known: true, yours: 712 })).toBe(
    'This needs a score of 750; yours is 712.',
  );
  expect(clauseReason({ clause: score, wanted: true, met: false, known: true, yours: null })).toBe(
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

test('praise and tips are for members, muted ones too, and tips for those of age', () => {
  expect(tipSay(card({ standing: 'member' }), true).can).toBe(true);
  expect(tipSay(card({ standing: 'muted' }), true).can).toBe(true);
  expect(tipSay(card({ standing: 'none' }), true).can).toBe(false);
  expect(tipSay(card({ standing: 'banned' }), true).can).toBe(false);
  expect(tipSay(card({ state: 'frozen' }), true).can).toBe(false);
  const young = tipSay(card({ standing: 'member' }), false);
  expect(young.can).toBe(false);
  expect(young.why.join(' ')).toMatch(/under 18/);
});

test('"not yet" is not said of what never opens', () => {
  const verdict = (clause: Clause, yours: number | null, wanted = true): Verdict => ({
    allowed: false,
    clauses: [{ clause, wanted, met: !wanted, known: true, yours }],
  });
  expect(isNever(verdict(woman, null), 'male')).toBe(true);
  expect(isNever(verdict(woman, null), null)).toBe(false);
  expect(isNever(verdict({ kind: 'age_at_most', years: 25 }, 31), 'male')).toBe(true);
  expect(isNever(verdict(score, 712), 'male')).toBe(false);
  expect(isNever(verdict({ kind: 'deny_listed' }, null, false), 'male')).toBe(false);
  expect(isNever({ allowed: true, clauses: [] }, 'male')).toBe(false);
});
