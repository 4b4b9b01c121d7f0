/** Posts and comments of the mock, the same every time. Words are invented. */
import type { AttachmentView } from '../../bindings/AttachmentView';
import type { Byline } from '../../bindings/Byline';
import type { CircleCardView } from '../../bindings/CircleCardView';
import type { CommentView } from '../../bindings/CommentView';
import type { PostView } from '../../bindings/PostView';
import { circles, id, me, minutesAgo, people, PICTURE } from './make';
import { photograph } from './pictures';

const POST = 3;
const COMMENT = 4;

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
