/** The circles of the mock, in words: invented, in both languages. */
import type { Clause } from '../../bindings/Clause';
import type { Gate } from '../../bindings/Gate';
import type { Verdict } from '../../bindings/Verdict';

export const is = (clause: Clause): Gate => ({ is: clause });
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
export const sketches: Sketch[] = [
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
          { clause: { kind: 'gender', is: 'female' }, wanted: true, met: true, known: true, yours: null },
          { clause: { kind: 'student' }, wanted: true, met: false, known: true, yours: null },
        ],
      },
    ],
    comment: [
      is({ kind: 'score_at_least', score: 750 }),
      {
        allowed: false,
        clauses: [
          { clause: { kind: 'score_at_least', score: 750 }, wanted: true, met: false, known: true, yours: 712 },
        ],
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
      {
        allowed: true,
        clauses: [{ clause: { kind: 'gender', is: 'female' }, wanted: true, met: true, known: true, yours: null }],
      },
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
      {
        allowed: false,
        clauses: [{ clause: { kind: 'overseas' }, wanted: true, met: false, known: true, yours: null }],
      },
    ],
  },
];
