/** Timelines, posts, comments of the mock. */
import type { CommentView } from '../../bindings/CommentView';
import type { PostView } from '../../bindings/PostView';
import type { TimelineView } from '../../bindings/TimelineView';
import type { Commands } from '../../data/api';
import { circleView } from './circles';
import { me, minutesAgo } from './make';
import { commentsOf, mint, refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

export function findPost(post: string): PostView {
  const found = state.posts.find((one) => one.id === post);
  if (!found) throw refused('not_found');
  return found;
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

export const reading = {
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
} satisfies Partial<Answers>;
