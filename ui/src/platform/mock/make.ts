/** Believable content for the mock, the same every time. Names and words are invented. */
import type { AttachmentView } from '../../bindings/AttachmentView';
import type { Byline } from '../../bindings/Byline';
import type { CircleCardView } from '../../bindings/CircleCardView';
import type { Clause } from '../../bindings/Clause';
import type { CommentView } from '../../bindings/CommentView';
import type { Gate } from '../../bindings/Gate';
import type { PostView } from '../../bindings/PostView';
import type { Verdict } from '../../bindings/Verdict';
import { AVATAR, COVER, ICON, photograph } from './pictures';

/** A well-formed id from a kind and a number. */
export const id = (kind: number, n: number): string =>
  `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const PERSON = 1;
const CIRCLE = 2;
const POST = 3;
const COMMENT = 4;
const PICTURE = 5;

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

export const is = (clause: Clause): Gate => ({ is: clause });
const open: Gate = { all: [] };
const yes: Verdict = { allowed: true, clauses: [] };
const womenStudents: Gate = { all: [is({ kind: 'gender', is: 'female' }), is({ kind: 'student' })] };

interface Sketch {
  name: string;
  zh: string;
  intro: string;
  introZh: string;
  category: string;
  joined: boolean;
  members: number;
  unread: number;
  post?: [Gate, Verdict];
  join?: [Gate, Verdict];
  comment?: [Gate, Verdict];
}
const sketches: Sketch[] = [
  {
    name: 'Campus Diary',
    zh: '校园日记',
    category: 'study',
    joined: true,
    members: 128_406,
    unread: 8,
    intro: 'Ordinary days on campus, told by the women who live them.',
    introZh: '校园里的日常，由她们自己讲述。',
    post: [
      womenStudents,
      {
        allowed: false,
        clauses: [
          { clause: { kind: 'gender', is: 'female' }, wanted: true, met: true, yours: null },
          { clause: { kind: 'student' }, wanted: true, met: false, yours: null },
        ],
      },
    ],
    comment: [
      is({ kind: 'score_at_least', score: 750 }),
      {
        allowed: false,
        clauses: [{ clause: { kind: 'score_at_least', score: 750 }, wanted: true, met: false, yours: 712 }],
      },
    ],
  },
  {
    name: 'White Collar Diary',
    zh: '白领日记',
    category: 'work',
    joined: true,
    members: 86_540,
    unread: 0,
    intro: 'Desks, lifts, lunch queues and the small victories between.',
    introZh: '工位、电梯、午餐队伍，以及其中的小确幸。',
  },
  {
    name: 'Living Overseas',
    zh: '海外生活',
    category: 'life',
    joined: true,
    members: 54_118,
    unread: 23,
    intro: 'First winters, new markets and letters home.',
    introZh: '第一个冬天，陌生的市场，写给家里的信。',
  },
  {
    name: 'Parenting',
    zh: '亲子时光',
    category: 'family',
    joined: true,
    members: 2_104_330,
    unread: 3,
    intro: 'The unglamorous, funny parts.',
    introZh: '不那么光鲜却好笑的部分。',
  },
  {
    name: 'Reading',
    zh: '阅读',
    category: 'culture',
    joined: true,
    members: 31_204,
    unread: 0,
    intro: 'One page a day, in your own photo and words.',
    introZh: '一天一页，用自己的照片和文字。',
  },
  {
    name: 'Slow Tea',
    zh: '慢茶',
    category: 'food',
    joined: true,
    members: 18_236,
    unread: 0,
    intro: 'First pour to last leaf. No brands, no prices.',
    introZh: '从第一泡到最后一片叶子，不谈品牌和价格。',
  },
  {
    name: 'Weekend Trails',
    zh: '周末徒步',
    category: 'outdoors',
    joined: true,
    members: 9_871,
    unread: 1,
    intro: 'Paths within two hours of a city.',
    introZh: '离城市两小时以内的小径。',
  },
  {
    name: 'Balcony Gardens',
    zh: '阳台花园',
    category: 'life',
    joined: false,
    members: 18_236,
    unread: 0,
    intro: 'Two square metres of weather.',
    introZh: '两平方米的天气。',
  },
  {
    name: 'Women Founders',
    zh: '女性创业',
    category: 'work',
    joined: false,
    members: 4_012,
    unread: 0,
    intro: 'Numbers, doubts and second tries.',
    introZh: '数字、怀疑与再次尝试。',
    post: [
      is({ kind: 'gender', is: 'female' }),
      { allowed: true, clauses: [{ clause: { kind: 'gender', is: 'female' }, wanted: true, met: true, yours: null }] },
    ],
  },
  {
    name: 'Night Sky',
    zh: '仰望星空',
    category: 'tech',
    joined: false,
    members: 7_655,
    unread: 0,
    intro: 'What a small telescope shows from a roof.',
    introZh: '屋顶上小望远镜看到的夜空。',
  },
  {
    name: 'Internet',
    zh: '互联网',
    category: 'tech',
    joined: false,
    members: 66_201,
    unread: 0,
    intro: 'How the things we use are made.',
    introZh: '我们用的东西是怎么做出来的。',
  },
  {
    name: 'Home from Abroad',
    zh: '归国之后',
    category: 'life',
    joined: false,
    members: 2_210,
    unread: 0,
    intro: 'For those who live overseas, or did.',
    introZh: '写给身在海外或曾在海外的人。',
    join: [
      is({ kind: 'overseas' }),
      { allowed: false, clauses: [{ clause: { kind: 'overseas' }, wanted: true, met: false, yours: null }] },
    ],
  },
];

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
  escrow_hours: n === 0 ? 72 : 0,
  state: 'open',
  state_reason: '',
}));

export const rules =
  'Your own photos. No reposts.\nNo contact details in posts or photos.\nNo soliciting tips. Good posts get tipped.\nNo body talk. Comments on looks are removed.';
export const rulesZh =
  '只发自己的照片，不转载。\n帖子和照片里不留联系方式。\n不索要打赏，好帖自有打赏。\n不议论身材长相，此类评论会被移除。';

const words = [
  'Fourth week here. I finally found the courage to order in Italian, and the woman behind the counter answered in Shanghainese. Her grandmother left Hongkou in 1949. We talked for an hour and the tram was late anyway. When it came she waved from the door until we turned the corner, and I understood that I will be going there every Thursday for as long as I live in this street.',
  'Waited from 5:40 for eleven seconds of osprey. Worth it. 等了三个小时，值了。',
  'Lights out in the studio at 23:00, so we moved the whole model to the stairwell. The night guard brought us tea and pretended not to see the glue gun.',
  '离家第一年，九张小照片。',
  'Found under the chamomile, answers to Rice.',
  'Five minutes of quiet before the shop opens. Uncle Zhao says the second steep is the honest one.',
  'Light at 11:40, for nine minutes.',
  '今天的图书馆只有我和一只麻雀。它看了我一眼，继续散步。',
  'Same cup, same corner, day 200.',
  '',
];
function pictures(post: number, many: number): AttachmentView[] {
  return Array.from({ length: many }, (_, i) => {
    const n = post * 10 + i;
    const { width, height, alt_en, thumbhash } = photograph(n);
    const video = many === 1 && post % 7 === 1;
    return {
      id: id(PICTURE, n),
      kind: video ? 'video' : 'photo',
      width,
      height,
      thumbhash,
      alt: i % 2 === 0 ? alt_en : '',
      duration_ms: video ? 11_000 : 0,
      has_poster: video && post % 2 === 1,
    };
  });
}

const attachmentCounts = [3, 1, 1, 9, 2, 4, 1, 0, 5, 7];

/** The nth post, counted from the newest. */
export function makePost(n: number): PostView {
  const author = people[1 + (n % (people.length - 1))] as Byline;
  const circle = circles[[2, 6, 0, 4, 3, 5, 1][n % 7] as number] as CircleCardView;
  return {
    id: id(POST, n),
    circle: circle.id,
    circle_name: circle.name,
    circle_name_zh: circle.name_zh,
    author,
    own: false,
    text: words[n % words.length] || (n % 10 === 9 ? 'Rooftop, −4 °C, hand warmers.' : ''),
    attachments: pictures(n, attachmentCounts[n % attachmentCounts.length] as number),
    accepted_at: minutesAgo(24 + n * 37),
    edited_at: n % 11 === 4 ? minutesAgo(3) : null,
    counts: {
      praise: 1284 - n * 3 > 0 ? 1284 - n * 3 : n,
      comments: n === 0 ? 6 : (n * 7) % 40,
      tippers: n % 4 === 0 ? 36 : 0,
      views: 4210 + n * 13,
      praised: n % 5 === 0,
      tipped: false,
      tips_off: n % 9 === 8,
    },
    delivery: { state: 'sent' },
    pending: null,
    may_praise: true,
    read_only: false,
    may_comment: circle.rights.comment.allowed,
    may_tip: n % 9 !== 8,
    may_report: true,
    may_remove: circle.standing === 'moderator',
    removed: null,
  };
}

const remarks = [
  'The first photo made me hungry and homesick at once. Which market is this?',
  "Campo de' Fiori, before nine. After nine it belongs to the tour groups.",
  '外婆说的对，香料要闻，不要看。',
  'Sent the spice photo to my mother. She has already corrected the recipe.',
  'My daughter counted the seconds aloud with you. She says ten.',
  'She is right. I counted the one where I forgot to breathe.',
];

export function makeComments(post: PostView, many: number): CommentView[] {
  return Array.from({ length: many }, (_, n) => {
    const author = (n % 3 === 1 ? post.author : people[(n * 2 + 3) % people.length]) as Byline;
    return {
      id: id(COMMENT, n + parseInt(post.id.slice(-6), 16) * 100),
      post: post.id,
      author,
      own: author.id === me.id,
      text: remarks[n % remarks.length] as string,
      accepted_at: minutesAgo(18 - n),
      edited_at: null,
      delivery: { state: 'sent' },
      pending: null,
    };
  });
}
