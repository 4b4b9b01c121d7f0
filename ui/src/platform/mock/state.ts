/**
 * What the mock remembers, and how it tells of changes. A scenario of the address (`?scenario=offline`) decides how it
 * starts: `offline`, `signed_out`, `expired`, `empty`, `broken` (reads are refused), `slow`, `failed` (own things that
 * were refused), `swift` (a post is out before anybody looks), `closed` (one's own post is where one may not post now),
 * `stranger` (others share no circle).
 */
import type { Change } from '../../bindings/Change';
import type { CommandCode } from '../../bindings/CommandCode';
import type { CommandError } from '../../bindings/CommandError';
import type { CircleCardView } from '../../bindings/CircleCardView';
import type { CommentView } from '../../bindings/CommentView';
import type { DraftView } from '../../bindings/DraftView';
import type { LimitKind } from '../../bindings/LimitKind';
import type { OutboxItemView } from '../../bindings/OutboxItemView';
import type { PostView } from '../../bindings/PostView';
import type { Raise } from '../../bindings/Raise';
import type { SessionView } from '../../bindings/SessionView';
import type { SettingsView } from '../../bindings/SettingsView';
import type { TipView } from '../../bindings/TipView';
import type { Entry } from '../../bindings/Entry';
import { circles, id, me, minutesAgo } from './make';
import { makeComments, makePost } from './posts';
import { accounts, devices, NEW_DEVICE } from './places';

const query = new URLSearchParams(location.search);
export const scenario = query.get('scenario') ?? '';
const chosen = <T extends string>(name: string, among: readonly T[], otherwise: T): T =>
  among.find((one) => one === query.get(name)) ?? otherwise;

let minted = 0;
/** An id that nothing else has. */
export const mint = (): string => id(9, (minted += 1));

export const refused = (code: CommandCode, fields: CommandError['fields'] = []): CommandError => ({
  code,
  fields,
  retry_after: null,
  gate: null,
  tries_left: null,
});

const POSTS = 400;
const empty = scenario === 'empty';
const posts: PostView[] = empty ? [] : Array.from({ length: POSTS }, (_, n) => makePost(n));

function ownPosts(): PostView[] {
  const base = { ...makePost(3), author: me, own: true, may_tip: false, may_report: false };
  const waiting: PostView = {
    ...base,
    id: id(7, 1),
    text: 'Five minutes of quiet.',
    attachments: [],
    delivery: { state: 'queued', item: id(8, 1) },
  };
  const sending: PostView = {
    ...makePost(5),
    ...{ author: me, own: true, may_tip: false, may_report: false },
    id: id(7, 2),
    delivery: { state: 'sending', item: id(8, 2), sent_bytes: 640_000, total_bytes: 1_000_000 },
  };
  const failed: PostView = {
    ...base,
    id: id(7, 3),
    text: 'Daisies at the bus stop.',
    attachments: [],
    delivery: { state: 'failed', item: id(8, 3), code: 'gate_closed' },
  };
  return [waiting, sending, failed];
}
if (scenario === 'failed') posts.unshift(...ownPosts());
/** One's own, where one may post; in a circle that takes no post of one's own any more, when the scenario says so. */
const { circle, circle_name, circle_name_zh } = makePost(scenario === 'closed' ? 2 : 0);
const mine: PostView = {
  ...makePost(2),
  ...{ circle, circle_name, circle_name_zh },
  id: id(7, 9),
  author: me,
  own: true,
  may_tip: false,
  may_report: false,
  accepted_at: minutesAgo(300),
};
if (!empty) posts.splice(8, 0, mine);

/** Where the first circle, and one that oneself keeps in order, is in its life, when a scenario says so. */
const readOnly = scenario === 'frozen' || scenario === 'dissolving' ? scenario : undefined;
const signedOut = scenario === 'signed_out';

export const state = {
  posts,
  circles: structuredClone(circles).map((circle): CircleCardView =>
    empty
      ? { ...circle, standing: 'none' as const, unread: 0, waiting: 0, order_waiting: 0 }
      : readOnly && [circles[0]?.id, circles[4]?.id].includes(circle.id)
        ? { ...circle, state: readOnly, state_reason: 'Nobody has kept order here for a month.' }
        : scenario === 'offered' && circle.id === circles[0]?.id
          ? { ...circle, handover: { to: me, at: minutesAgo(90) } }
          : circle,
  ),
  comments: new Map<string, CommentView[]>(),
  commentDrafts: new Map<string, { id: string; text: string }>(),
  drafts: [] as DraftView[],
  outbox: [] as OutboxItemView[],
  tips: new Map<string, TipView>(),
  entries: [] as Entry[],
  balance: 12_840,
  spentToday: 608,
  tipsToday: 1,
  limits: {
    tip: { limit: null, raise: null },
    day: { limit: 5_000, raise: null },
    month: { limit: null, raise: null },
  } as Record<LimitKind, { limit: number | null; raise: Raise | null }>,
  locked: false,
  /** Whether an operator froze one's own wallet. */
  frozen:
    scenario === 'wallet_frozen'
      ? {
          since: minutesAgo(2_900),
          reason: 'The bank asked about three cash-outs of last week; we are looking into it.',
        }
      : null,
  readAgain: false,
  pin: scenario === 'old_session_pin' ? '135790' : (null as string | null),
  /** Whether the sign-in is of a moment ago. */
  fresh: !scenario.startsWith('old_session'),
  session: {
    state: signedOut ? 'signed_out' : scenario === 'expired' ? 'expired' : 'signed_in',
    me: signedOut
      ? null
      : {
          byline: me,
          bio: 'I photograph breakfasts. 每天一顿认真的早餐。',
          masked_name: '林*',
          gender: 'female',
          adult: true,
          student: null,
          employed: true,
          overseas: null,
          score: 712,
          joined_at: minutesAgo(400_000),
          who_may_ask: 'circle_members',
          colour: 0,
          operator: true,
          shows_name: false,
          delete_at: null,
          tips_off: false,
          transfers_from_others: false,
        },
    connectivity: scenario === 'offline' ? 'offline' : 'online',
    persistent: true,
    server: 'http://127.0.0.1:8700',
    synced_at: minutesAgo(12),
    notice: null,
    new_device:
      scenario === 'new_device' ? { id: NEW_DEVICE, name: 'Lin’s tablet', signed_in_at: minutesAgo(4) } : null,
    accounts: 2,
  } as SessionView,
  devices: devices(scenario === 'new_device'),
  accounts: accounts(),
  settings: {
    theme: chosen('theme', ['light', 'dark'] as const, 'light'),
    language: chosen('lang', ['en', 'zh-Hans'] as const, 'en'),
    letter_keys: true,
    last_route: localStorage.getItem('mock.last_route') ?? '',
    media_cap_bytes: 1_000_000_000,
    tip_presets: [],
    tip_privacy: 'author_only',
    hide_amounts: query.get('hidden') === 'yes' || scenario === 'hidden',
  } as SettingsView,
};

const items: OutboxItemView[] = posts
  .filter((post) => post.delivery.state !== 'sent')
  .map((post) => ({
    id: 'item' in post.delivery ? post.delivery.item : '',
    kind: 'publish',
    post: post.id,
    circle: post.circle,
    excerpt: post.text.slice(0, 200),
    attachment_count: post.attachments.length,
    delivery: post.delivery,
    gate:
      post.delivery.state === 'failed'
        ? {
            allowed: false,
            clauses: [
              { clause: { kind: 'score_at_least', score: 750 }, wanted: true, met: false, known: true, yours: 712 },
            ],
          }
        : null,
    attempts: 1,
    created_at: post.accepted_at,
    retry_at: null,
  }));
state.outbox = items;

/** Comments of a post, made when first asked for. */
export function commentsOf(post: PostView): CommentView[] {
  let comments = state.comments.get(post.id);
  if (!comments) {
    comments = makeComments(post, Math.min(post.counts.comments, 20));
    state.comments.set(post.id, comments);
  }
  return comments;
}

const listeners = new Set<(changes: Change[]) => void>();
let batch: Change[] = [];

export function hear(heard: (changes: Change[]) => void): () => void {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

/** Announces, in batches as the shell does. */
export function tell(...changes: Change[]): void {
  if (batch.length === 0) {
    setTimeout(() => {
      const sent = batch;
      batch = [];
      listeners.forEach((listener) => listener(sent));
    }, 50);
  }
  batch.push(...changes);
}

// `lively`: somebody posts two seconds after the start.
if (scenario === 'lively') {
  setTimeout(() => {
    const [first] = circles;
    state.posts.unshift({ ...makePost(4), id: id(6, 1), text: 'Fresh from the oven.', accepted_at: minutesAgo(0) });
    if (first) tell({ kind: 'timeline', id: first.id });
  }, 2_000);
}
