/** Believable content for the mock, the same every time. Names and words are invented. */
import type { Byline } from '../../bindings/Byline';
import type { CircleCardView } from '../../bindings/CircleCardView';
import type { Gate } from '../../bindings/Gate';
import type { Verdict } from '../../bindings/Verdict';
import { AVATAR, COVER, ICON } from './pictures';
import { sketches } from './sketches';

/** A well-formed id from a kind and a number. */
export const id = (kind: number, n: number): string =>
  `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const PERSON = 1;
const CIRCLE = 2;
export const PICTURE = 5;

const started = Date.now();
export const minutesAgo = (n: number): string => new Date(started - n * 60_000).toISOString().replace('Z', '000Z');

const names = [
  'Wen Lin',
  'Momo in Rome',
  'Old Chen, birder',
  'Ada Zhou',
  'Lao Bei',
  'Xiaoman',
  '清晨的茶',
  'Ning',
  'Teacher Qiao',
  'Mei',
];
export const people: Byline[] = names.map((display_name, n) => ({
  id: id(PERSON, n),
  display_name,
  verified: true,
  avatar: n % 4 === 2 ? null : id(PICTURE, AVATAR + n),
}));
export const me = people[0] as Byline;

const open: Gate = { all: [] };
const yes: Verdict = { allowed: true, clauses: [] };

export const circles: CircleCardView[] = sketches.map((of, n) => ({
  id: id(CIRCLE, n),
  name: of.name,
  name_zh: of.zh,
  introduction: of.intro,
  introduction_zh: of.introZh,
  category: of.category,
  icon: id(PICTURE, ICON + n),
  cover: id(PICTURE, COVER + n),
  standing: n === 4 ? 'moderator' : of.joined ? 'member' : 'none',
  member_count: of.members,
  view_count: of.members * 17,
  post_count: 340 + n * 71,
  unread: of.unread,
  gates: {
    joining: n === 7 ? 'request' : n === 8 ? 'invitation' : 'open',
    join: of.join?.[0] ?? open,
    post: of.post?.[0] ?? open,
    comment: of.comment?.[0] ?? open,
    preview: n === 8 ? { kind: 'pinned' } : n % 2 ? { kind: 'latest', count: 10 } : { kind: 'nothing' },
  },
  rights: { join: of.join?.[1] ?? yes, post: of.post?.[1] ?? yes, comment: of.comment?.[1] ?? yes },
  // The fifth is run by oneself; in the sixth the rules changed.
  acceptance: n === 5 ? { current: 3, needed: 3, accepted: 1 } : { current: 1, needed: 1, accepted: of.joined ? 1 : 0 },
  admission: null,
  administers: n === 4,
  waiting: n === 4 ? 3 : 0,
  order_waiting: n === 4 ? 5 : 0,
  handover: null,
  escrow_hours: n === 0 ? 72 : 0,
  state: 'open',
  state_reason: '',
}));

export const rules =
  'Your own photos. No reposts.\nNo contact details in posts or photos.\nNo soliciting tips. Good posts get tipped.\nNo body talk. Comments on looks are removed.';
export const rulesZh =
  '只发自己的照片，不转载。\n帖子和照片里不留联系方式。\n不索要打赏，好帖自有打赏。\n不议论身材长相，此类评论会被移除。';
