/** What order was kept about in the mock, at the start. */
import type { ActKind } from '../../bindings/ActKind';
import type { Case } from '../../bindings/Case';
import type { CitedRule } from '../../bindings/CitedRule';
import type { LogLine } from '../../bindings/LogLine';
import type { Member } from '../../bindings/Member';
import type { SanctionProposal } from '../../bindings/SanctionProposal';
import type { ReportResponse } from '../../bindings/ReportResponse';
import type { Statement } from '../../bindings/Statement';
import type { WaitingAppeal } from '../../bindings/WaitingAppeal';
import { circles, id, me, minutesAgo, people } from './make';
import { makePost } from './posts';
import { scenario } from './state';

export const rule: CitedRule = {
  number: 3,
  text: 'No asking for praise, tips or friend requests.',
  text_zh: '不求赞、不求打赏、不求加好友。',
};
const person = (n: number) => people[n % people.length] ?? me;
const days = (n: number) => minutesAgo(-n * 1_440);
const circle = circles[0]?.id ?? '';
const empty = scenario === 'empty';

const makeCase = (n: number, part: Partial<Case>): Case => ({
  subject: { kind: 'post', id: makePost(n).id },
  person: person(n),
  role: 'member',
  joined_at: minutesAgo(33_120),
  past_acts: 1,
  text: 'New photos every night! Tip me ¥5.20 and I add you back, ¥20.00 for the private album. Message me fast.',
  post: makePost(n).id,
  picture: makePost(n).attachments[0]?.id ?? null,
  accepted_at: minutesAgo(40),
  reasons: [
    { reason: 'tip_soliciting', count: 5 },
    { reason: 'contact_details', count: 2 },
  ],
  notes: ['She sent me the same text twice after I praised one photo.'],
  trusted: true,
  first_at: minutesAgo(4),
  ...part,
});

export const cases: Case[] = empty
  ? []
  : [
      makeCase(1, {}),
      makeCase(3, {
        subject: { kind: 'comment', id: id(4, 31) },
        text: '你这种人根本不配发帖。',
        picture: null,
        reasons: [{ reason: 'harassment', count: 3 }],
        notes: [],
        trusted: false,
        first_at: minutesAgo(11),
      }),
      makeCase(5, {
        subject: { kind: 'person', id: person(5).id },
        text: '',
        post: null,
        picture: null,
        accepted_at: null,
        reasons: [{ reason: 'spam', count: 4 }],
        notes: ['The same shop link in three circles.'],
        trusted: false,
        first_at: minutesAgo(52),
      }),
    ];
export const proposals: SanctionProposal[] = empty
  ? []
  : [
      {
        id: id(10, 1),
        person: person(4),
        sanction: 'banned',
        seconds: null,
        rule,
        reason: 'Third time this month, after two mutes.',
        proposer: person(7),
        own: false,
        at: minutesAgo(90),
      },
    ];

const line = (n: number, kind: ActKind, part: Partial<LogLine> = {}): LogLine => ({
  seq: n,
  id: id(11, n),
  kind,
  actor_role: 'moderator',
  actor: person(7),
  second: null,
  seconded: false,
  person: person(n),
  thing: kind === 'remove' ? 'post' : 'person',
  subject: null,
  rule,
  reason: 'Offers contact in return for tips.',
  until: null,
  detail: '',
  at: minutesAgo(60 * n),
  ...part,
});
export const lines = [
  line(1, 'remove'),
  line(2, 'mute', { until: days(6) }),
  line(3, 'ban', { seconded: true, second: person(8), actor_role: 'admin' }),
  line(4, 'appeal_refused', { rule: null, actor_role: 'operator', reason: 'I read both sides. It stays.' }),
];
export const appeals: WaitingAppeal[] = empty
  ? []
  : [
      {
        appeal: {
          id: id(12, 1),
          act: id(11, 1),
          text: 'I quoted somebody else to warn about them. The picture shows their message, not mine.',
          state: 'open',
          answer: '',
          at: minutesAgo(30),
        },
        person: person(3),
        against: line(1, 'remove'),
        words: 'Tip me ¥5.20 and I add you back.',
        pictures: [],
        own: false,
      },
    ];
export const members: Member[] = people.map((one, n) => ({
  person: one,
  standing: n === 0 || n > 7 ? 'moderator' : n === 5 ? 'muted' : n === 6 ? 'banned' : 'member',
  role: n === 0 ? 'admin' : n === 8 ? 'owner' : n === 9 ? 'moderator' : n === 2 ? 'trusted' : 'member',
  ...(n === 5 ? { until: days(3) } : {}),
}));

const statement = (n: number, part: Partial<Statement>): Statement => ({
  act: id(11, 20 + n),
  circle,
  circle_name: 'Campus Diary',
  circle_name_zh: '校园日记',
  kind: 'remove',
  subject: { kind: 'post', id: id(3, 9_000 + n) },
  words: 'Whoever praises this gets my number.',
  rule,
  reason: 'Your post offers contact in return for praise. Rule 3 does not allow this.',
  at: minutesAgo(600),
  until: null,
  holds: true,
  circle_gone: false,
  heard: true,
  appeal_until: days(179),
  appeal: null,
  ...part,
});
export const statements: Statement[] = empty
  ? []
  : [
      statement(1, { heard: scenario !== 'news' }),
      ...(scenario === 'accepted'
        ? [
            statement(3, {
              holds: false,
              at: minutesAgo(4_000),
              appeal: {
                id: id(12, 8),
                act: id(11, 23),
                text: 'It was a joke between friends, and they know it. 那只是朋友之间的玩笑。',
                state: 'accepted',
                answer:
                  'I read the thread and asked the other person. Then it may stay, and we are sorry for the trouble.',
                at: minutesAgo(3_900),
              },
            }),
          ]
        : []),
      statement(2, {
        kind: 'mute',
        subject: null,
        words: '',
        reason: 'Three warnings in two days.',
        until: days(5),
        appeal: {
          id: id(12, 9),
          act: id(11, 22),
          text: 'I did not see the warnings.',
          state: 'refused',
          answer: 'They were answers to your own comments. It stays.',
          at: minutesAgo(300),
        },
      }),
    ];
export const reports: ReportResponse[] = empty
  ? []
  : [
      {
        id: id(13, 1),
        circle,
        circle_name: 'Campus Diary',
        subject: { kind: 'post', id: id(3, 9_100) },
        reason: 'spam',
        state: 'upheld',
        at: minutesAgo(2_000),
        decided_at: minutesAgo(1_900),
        heard: scenario !== 'news',
      },
    ];
