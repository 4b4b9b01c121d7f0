/** What Circles knows, in the mock. */
import type { Ban } from '../../bindings/Ban';
import type { ClaimKind } from '../../bindings/ClaimKind';
import type { ClaimResponse } from '../../bindings/ClaimResponse';
import type { KnownView } from '../../bindings/KnownView';
import type { OperatorAct } from '../../bindings/OperatorAct';
import type { PersonResponse } from '../../bindings/PersonResponse';
import type { Commands } from '../../data/api';
import { me, minutesAgo, people } from './make';
import { refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

const DAY = 1_440;
const use = (n: number, right: 'join' | 'post' | 'comment', closes: boolean) => {
  const circle = state.circles[n % state.circles.length];
  if (!circle) throw refused('not_found');
  return { circle: circle.id, circle_name: circle.name, circle_name_zh: circle.name_zh, right, closes };
};
const claim = (kind: ClaimKind, issuer: string, more: Partial<ClaimResponse>): ClaimResponse => ({
  kind,
  state: 'valid',
  age_band: null,
  gender: null,
  issuer: `sandbox.${issuer}`,
  issued_at: minutesAgo(40 * DAY),
  expires_at: minutesAgo(-690 * DAY),
  withdrawn_at: null,
  signed: true,
  used_by: [],
  money: false,
  ...more,
});

const claims: ClaimResponse[] = [
  claim('legal_name', 'register', { money: true }),
  claim('birth_date', 'register', { age_band: 'from25', used_by: [use(3, 'join', false)], money: true }),
  claim('gender', 'register', { gender: 'female', used_by: [use(0, 'post', false)] }),
  claim('student', 'university', {
    state: 'expired',
    expires_at: minutesAgo(2 * DAY),
    used_by: [use(0, 'post', false)],
  }),
  claim('employed', 'employer', { used_by: [use(1, 'post', true), use(1, 'comment', true), use(4, 'comment', false)] }),
  claim('overseas', 'consulate', { state: 'withdrawn', withdrawn_at: minutesAgo(3 * DAY), signed: false }),
];

const part = (
  name: 'identity' | 'account_age' | 'posts' | 'praise' | 'removed' | 'sanctions',
  points: number,
  bound: number,
  before = points,
) => ({ part: name, points, bound, before, changed_at: minutesAgo(2 * DAY) });

const seenAs = (level: 'stranger' | 'member' | 'friend'): PersonResponse => ({
  byline: me,
  bio: level === 'stranger' ? '' : 'I photograph breakfasts. 每天一顿认真的早餐。',
  joined_at: level === 'stranger' ? null : minutesAgo(400_000),
  shared_circles:
    level === 'stranger' ? [] : state.circles.filter(({ standing }) => standing !== 'none').map(({ id }) => id),
  post_count: level === 'stranger' ? 0 : 12,
  relation: { kind: 'none' },
  may_ask: { kind: 'not_among_those' },
  may_send: false,
  level,
  masked_name: level === 'friend' ? '林*' : null,
  legal_name: level === 'friend' && shown ? '林示例' : null,
});

let shown = false;
/** Who is shut out; one is from the start. */
const bans = new Map<string, Ban>([
  [people[5]?.id ?? '', { reason: 'Sold the contacts of other members', until: minutesAgo(-10 * DAY) }],
]);
const acts: OperatorAct[] = [
  {
    kind: 'let_in',
    operator: me,
    reason: '申诉核实无误，恢复使用。',
    until: null,
    at: minutesAgo(20 * DAY),
  },
  {
    kind: 'shut_out',
    operator: me,
    reason: 'Sold the contacts of other members',
    until: minutesAgo(-10 * DAY),
    at: minutesAgo(24 * DAY),
  },
];

export const known = {
  known(): KnownView {
    return {
      masked_name: '林*',
      shows_name: shown,
      claims,
      score: {
        score: 712,
        least: 350,
        most: 950,
        parts: [
          part('identity', 160, 160),
          part('account_age', 92, 140, 91),
          part('posts', 80, 140, 75),
          part('praise', 70, 160, 66),
          part('removed', -40, -200, 0),
          part('sanctions', 0, -300),
        ],
      },
      name_access:
        scenario === 'empty'
          ? []
          : [
              { role: 'operator', reason: 'Request 4417 of the district court, tip dispute', at: minutesAgo(190) },
              { role: 'operator', reason: '核对一次被盗账号的申诉材料', at: minutesAgo(9 * DAY) },
            ],
      seen_as: [seenAs('stranger'), seenAs('member'), seenAs('friend')],
      as_of: minutesAgo(12),
    };
  },
  withdraw_claim({ kind }) {
    const found = claims.find((one) => one.kind === kind);
    if (!found) throw refused('not_found');
    Object.assign(found, { state: 'withdrawn', withdrawn_at: minutesAgo(0), signed: false });
    tell({ kind: 'session' });
    return null;
  },
  welcome_claim({ kind }) {
    const at = claims.findIndex((one) => one.kind === kind && one.state === 'withdrawn');
    if (at >= 0) claims.splice(at, 1);
    tell({ kind: 'session' });
    return null;
  },
  show_name({ shown: wanted }) {
    shown = wanted;
    tell({ kind: 'session' });
    return null;
  },
  open_name({ reason }) {
    if ([...reason].length < 10) throw refused('invalid', [{ field: 'note', rule: 'too_small' }]);
    return { legal_name: '林闻' };
  },
  shut_out({ person, reason, days }) {
    if ([...reason].length < 10) throw refused('invalid', [{ field: 'note', rule: 'too_small' }]);
    const until = days === null ? null : minutesAgo(-days * DAY);
    bans.set(person, { reason, until });
    acts.unshift({ kind: 'shut_out', operator: me, reason, until, at: minutesAgo(0) });
    return null;
  },
  let_in({ person, reason }) {
    if ([...reason].length < 10) throw refused('invalid', [{ field: 'note', rule: 'too_small' }]);
    if (!bans.delete(person)) throw refused('stale');
    acts.unshift({ kind: 'let_in', operator: me, reason, until: null, at: minutesAgo(0) });
    return null;
  },
  operator_record({ person }) {
    return { ban: bans.get(person) ?? null, acts: [...acts] };
  },
} satisfies Partial<Answers>;
