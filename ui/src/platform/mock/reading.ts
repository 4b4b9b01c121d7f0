/** Circles, timelines, posts, comments of the mock. */
import type { CircleView } from '../../bindings/CircleView';
import type { CommentView } from '../../bindings/CommentView';
import type { Modules } from '../../bindings/Modules';
import type { PostView } from '../../bindings/PostView';
import type { TimelineView } from '../../bindings/TimelineView';
import type { Commands } from '../../data/api';
import { me, minutesAgo, people, rules, rulesZh } from './make';
import { relationTo } from './relations';
import { commentsOf, mint, refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

export function findPost(post: string): PostView {
  const found = state.posts.find((one) => one.id === post);
  if (!found) throw refused('not_found');
  return found;
}

/** What was written on the page of a circle, instead of what stands there. */
export const written = new Map<string, Modules>();
const standing: Modules = {
  read_first: 'Everyone may read. Say where and when your picture was taken, never who is in it.',
  read_first_zh: '人人可读。写明照片的时间和地点，不写照片里是谁。',
  how_it_works: 'One post a day is plenty. Moderators answer within a day.',
  how_it_works_zh: '一天一帖足矣。版主一天之内回复。',
  penalties: 'First the post goes, with the rule it broke. A second time you are muted for a week.',
  penalties_zh: '第一次移除帖子并注明所违反的规则；第二次禁言一周。',
};

export function circleView(id: string): CircleView {
  const card = state.circles.find((one) => one.id === id);
  if (!card) throw refused('not_found');
  const pins = card.standing === 'moderator' ? state.posts.filter((post) => post.circle === id).slice(2, 3) : [];
  const role = card.standing === 'moderator' ? ('admin' as const) : ('member' as const);
  const export_until = card.state === 'dissolving' ? minutesAgo(-43_200) : null;
  const modules = written.get(id) ?? standing;
  const [find_percent, views_per_hour] = card.id === state.circles[6]?.id ? [40, 200] : [100, 0];
  return {
    card,
    rules,
    rules_zh: rulesZh,
    standing_until: null,
    export_until,
    find_percent,
    views_per_hour,
    modules,
    role,
    pins,
  };
}

function stand(circle: string, standing: 'member' | 'none'): CircleView {
  if (state.session.connectivity === 'offline') throw refused('offline');
  const view = circleView(circle);
  view.card.standing = standing;
  tell({ kind: 'circles' }, { kind: 'circle', id: circle });
  return structuredClone(view);
}

function changePost(post: string, change: (post: PostView) => void): null {
  const found = findPost(post);
  change(found);
  tell({ kind: 'post', id: post });
  return null;
}

function withComment(id: string, change: (comment: CommentView, all: CommentView[]) => void): null {
  for (const [post, comments] of state.comments) {
    const found = comments.find((one) => one.id === id);
    if (found) {
      change(found, comments);
      tell({ kind: 'post', id: post });
    }
  }
  return null;
}

function worn(avatar: string | null) {
  const { me: oneself } = state.session;
  if (oneself) oneself.byline = { ...oneself.byline, avatar };
  tell({ kind: 'session' }, { kind: 'person', id: me.id });
  return reading.profile({ person: null });
}

export const reading = {
  list_circles({ joined, query }) {
    const wanted = query.trim().toLowerCase();
    const circles = state.circles.filter(
      (circle) =>
        (!joined || circle.standing !== 'none') &&
        [circle.name, circle.name_zh, circle.introduction, circle.introduction_zh].some((text) =>
          text.toLowerCase().includes(wanted),
        ),
    );
    return { circles, loaded: true };
  },
  get_circle: ({ circle }) => circleView(circle),
  open_circle({ circle }) {
    const { card } = circleView(circle);
    if (card.unread > 0) {
      card.unread = 0;
      tell({ kind: 'circle', id: circle });
    }
    return null;
  },
  join({ circle, note, invitation }) {
    const { card } = circleView(circle);
    if (card.gates.joining === 'request') {
      card.admission = {
        state: 'pending',
        note: note ?? '',
        reason: '',
        asked_at: minutesAgo(0),
        decided_at: null,
        again_at: null,
      };
      return stand(circle, 'none');
    }
    if (card.gates.joining === 'invitation' && invitation !== '7K3M-Q8RT-ZW2X')
      throw refused('invalid', [{ field: 'invitation', rule: invitation ? 'not_found' : 'required' }]);
    return stand(circle, 'member');
  },
  leave({ circle }) {
    circleView(circle).card.admission = null;
    return stand(circle, 'none');
  },
  timeline({ feed, from, limit }): TimelineView {
    const all = state.posts.filter((post) =>
      feed.kind === 'home'
        ? true
        : feed.kind === 'circle'
          ? post.circle === feed.circle
          : post.author.id === feed.person,
    );
    const waiting = all.filter((post) => post.delivery.state !== 'sent');
    const sent = all.filter((post) => post.delivery.state === 'sent');
    const start = from
      ? Math.max(
          0,
          sent.findIndex((post) => post.accepted_at <= from.accepted_at),
        )
      : 0;
    const page = sent.slice(start, start + limit);
    const position = (post: PostView | undefined) => (post ? { accepted_at: post.accepted_at, id: post.id } : null);
    return {
      items: [...waiting, ...page].map((post) => ({ kind: 'post', post })),
      older: start + limit < sent.length,
      top: position(page[0]),
      bottom: position(page.at(-1)),
      newer_count: start,
      loaded: scenario !== 'slow',
    };
  },
  fill_gap: () => null,
  refresh() {
    if (state.session.connectivity === 'offline') throw refused('offline');
    return null;
  },
  get_post({ post }) {
    const found = state.posts.find((one) => one.id === post) ?? null;
    return {
      post: found,
      circle: found ? circleView(found.circle) : null,
      comments: found ? commentsOf(found) : [],
      more_comments: found ? commentsOf(found).length < found.counts.comments : false,
      draft: state.commentDrafts.get(post) ?? { id: mint(), text: '' },
    };
  },
  load_comments({ post }) {
    tell({ kind: 'post', id: post });
    return null;
  },
  seen: () => null,
  edit_post: ({ post, text }) =>
    changePost(post, (found) => {
      found.text = text;
      found.edited_at = minutesAgo(0);
    }),
  delete_post({ post }) {
    const found = findPost(post);
    state.posts = state.posts.filter((one) => one.id !== post);
    tell({ kind: 'post', id: post }, { kind: 'timeline', id: found.circle });
    return null;
  },
  save_comment_draft({ post, text }) {
    const draft = { id: state.commentDrafts.get(post)?.id ?? mint(), text };
    state.commentDrafts.set(post, draft);
    return draft;
  },
  comment({ comment, post, text }) {
    const found = findPost(post);
    const made: CommentView = {
      id: comment,
      post,
      author: me,
      own: true,
      text,
      accepted_at: minutesAgo(0),
      edited_at: null,
      pending: null,
      delivery: state.session.connectivity === 'offline' ? { state: 'queued', item: mint() } : { state: 'sent' },
    };
    commentsOf(found).push(made);
    found.counts.comments += 1;
    state.commentDrafts.delete(post);
    tell({ kind: 'post', id: post });
    return made;
  },
  edit_comment: ({ comment, text }) =>
    withComment(comment, (found) => {
      found.text = text;
      found.edited_at = minutesAgo(0);
    }),
  delete_comment: ({ comment }) =>
    withComment(comment, (found, all) => {
      all.splice(all.indexOf(found), 1);
    }),
  praise: ({ post, on }) =>
    changePost(post, ({ counts }) => {
      if (counts.praised !== on) counts.praise += on ? 1 : -1;
      counts.praised = on;
    }),
  profile({ person }) {
    const byline = people.find((one) => one.id === (person ?? me.id));
    if (!byline) throw refused('not_found');
    const own = byline.id === me.id;
    return {
      byline: own ? (state.session.me?.byline ?? byline) : byline,
      bio: own
        ? (state.session.me?.bio ?? '')
        : 'Designer, first winter abroad. I photograph breakfasts and the people who make them.',
      joined_at: minutesAgo(400_000),
      shared_circles: state.circles.filter((circle) => circle.standing !== 'none').slice(0, own ? 99 : 3),
      post_count: state.posts.filter((post) => post.author.id === byline.id).length,
      own,
      relation: own ? { kind: 'none' } : relationTo(byline.id),
      legal_name: byline.id === people[9]?.id ? '梅示例' : null,
      may_ask: byline.id === people[5]?.id ? { kind: 'not_among_those' } : { kind: 'yes' },
      may_send: !own && (relationTo(byline.id).kind === 'friend' || byline.id === people[6]?.id),
    };
  },
  edit_profile({ display_name, bio }) {
    if (display_name.trim() === '') throw refused('invalid', [{ field: 'display_name', rule: 'required' }]);
    const { me: oneself } = state.session;
    if (oneself) {
      oneself.byline = { ...oneself.byline, display_name };
      oneself.bio = bio;
    }
    tell({ kind: 'session' }, { kind: 'person', id: me.id });
    return reading.profile({ person: null });
  },
  avatar_staged() {
    return worn(state.circles[2]?.icon ?? null);
  },
  remove_avatar() {
    return worn(null);
  },
} satisfies Partial<Answers> as Pick<
  Answers,
  | 'list_circles'
  | 'get_circle'
  | 'open_circle'
  | 'join'
  | 'leave'
  | 'timeline'
  | 'fill_gap'
  | 'refresh'
  | 'get_post'
  | 'load_comments'
  | 'seen'
  | 'edit_post'
  | 'delete_post'
  | 'save_comment_draft'
  | 'comment'
  | 'edit_comment'
  | 'delete_comment'
  | 'praise'
  | 'profile'
  | 'edit_profile'
  | 'avatar_staged'
  | 'remove_avatar'
>;
