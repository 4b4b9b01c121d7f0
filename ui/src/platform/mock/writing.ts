/** Drafts and the outbox of the mock. */
import type { DraftView } from '../../bindings/DraftView';
import type { PostView } from '../../bindings/PostView';
import type { Commands } from '../../data/api';
import { me, minutesAgo } from './make';
import { makePost } from './posts';
import { mint, refused, scenario, state, tell } from './state';

type Answers = { [N in keyof Commands]: (args: Commands[N]['args']) => Commands[N]['result'] };

export function draftOf(post: string): DraftView {
  const draft = state.drafts.find((one) => one.id === post);
  if (!draft) throw refused('not_found');
  return draft;
}

function changed(draft: DraftView): DraftView {
  draft.saved_at = minutesAgo(0);
  tell({ kind: 'drafts' });
  return structuredClone(draft);
}

/** Adds a file as the engine would after preparing it. */
export function attachFile(post: string, name: string): DraftView {
  const draft = draftOf(post);
  if (/\.heic$/i.test(name)) throw refused('invalid', [{ field: 'photo', rule: 'heic' }]);
  if (draft.attachments.length >= 9) throw refused('invalid', [{ field: 'attachments', rule: 'too_many' }]);
  const video = /\.mp4$/i.test(name);
  draft.attachments.push({
    id: mint(),
    kind: video ? 'video' : 'photo',
    name,
    width: 1600,
    height: 1067,
    thumbhash: video ? '' : '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    alt: '',
    duration_ms: video ? 11_000 : 0,
    size_bytes: 640_000,
    removed_metadata: !video,
    has_poster: false,
  });
  return changed(draft);
}

export const writing = {
  new_draft({ circle }) {
    const draft: DraftView = { id: mint(), circle, text: '', attachments: [], saved_at: minutesAgo(0) };
    state.drafts.unshift(draft);
    return changed(draft);
  },
  get_draft: ({ post }) => structuredClone(draftOf(post)),
  list_drafts: () => ({ drafts: structuredClone(state.drafts) }),
  save_draft({ post, circle, text }) {
    const draft = draftOf(post);
    draft.circle = circle;
    draft.text = text;
    return changed(draft);
  },
  attach: ({ post, name }) => attachFile(post, name),
  attach_staged: ({ post, name }) => attachFile(post, name),
  detach({ post, attachment }) {
    const draft = draftOf(post);
    draft.attachments = draft.attachments.filter((one) => one.id !== attachment);
    return changed(draft);
  },
  describe_attachment({ post, attachment, alt }) {
    const draft = draftOf(post);
    const found = draft.attachments.find((one) => one.id === attachment);
    if (found) found.alt = alt;
    return changed(draft);
  },
  reorder_attachments({ post, order }) {
    const draft = draftOf(post);
    draft.attachments.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
    return changed(draft);
  },
  set_poster({ post, attachment }) {
    const draft = draftOf(post);
    const found = draft.attachments.find((one) => one.id === attachment);
    if (found) found.has_poster = true;
    return changed(draft);
  },
  discard_draft({ post }) {
    state.drafts = state.drafts.filter((one) => one.id !== post);
    tell({ kind: 'drafts' });
    return null;
  },
  publish_post({ post }) {
    const draft = draftOf(post);
    const circle = state.circles.find((one) => one.id === draft.circle);
    if (!circle) throw refused('invalid', [{ field: 'circle', rule: 'required' }]);
    if (draft.text.trim() === '' && draft.attachments.length === 0)
      throw refused('invalid', [{ field: 'text', rule: 'required' }]);
    const item = mint();
    const made: PostView = {
      ...makePost(0),
      id: post,
      circle: circle.id,
      circle_name: circle.name,
      circle_name_zh: circle.name_zh,
      author: me,
      own: true,
      text: draft.text,
      attachments: draft.attachments,
      accepted_at: minutesAgo(0),
      edited_at: null,
      may_tip: false,
      may_report: false,
      may_remove: false,
      removed: null,
      may_comment: true,
      counts: { praise: 0, comments: 0, tippers: 0, views: 0, praised: false, tipped: false, tips_off: false },
      delivery: { state: 'queued', item },
    };
    state.posts.unshift(made);
    state.drafts = state.drafts.filter((one) => one.id !== post);
    state.outbox.push({
      id: item,
      kind: 'publish',
      post,
      circle: circle.id,
      excerpt: made.text.slice(0, 200),
      attachment_count: made.attachments.length,
      delivery: made.delivery,
      gate: null,
      attempts: 0,
      created_at: made.accepted_at,
      retry_at: null,
    });
    tell({ kind: 'drafts' }, { kind: 'outbox' }, { kind: 'timeline', id: circle.id });
    if (state.session.connectivity !== 'offline') {
      const send = () => {
        made.delivery = { state: 'sent' };
        state.outbox = state.outbox.filter((one) => one.id !== item);
        tell({ kind: 'outbox' }, { kind: 'post', id: post }, { kind: 'timeline', id: circle.id });
      };
      // `swift`: it is out before anybody looks.
      if (scenario === 'swift') send();
      else setTimeout(send, 1_200);
    }
    return structuredClone(made);
  },
  outbox: () => ({ items: structuredClone(state.outbox) }),
  retry({ item }) {
    const found = state.outbox.find((one) => one.id === item);
    const post = state.posts.find((one) => one.id === found?.post);
    if (found) found.delivery = { state: 'queued', item };
    if (post && found) post.delivery = found.delivery;
    tell({ kind: 'outbox' });
    return null;
  },
  discard({ item }) {
    const found = state.outbox.find((one) => one.id === item);
    state.outbox = state.outbox.filter((one) => one.id !== item);
    if (found?.kind === 'publish') {
      const { post, circle, excerpt: text } = found;
      state.posts = state.posts.filter((one) => one.id !== post);
      state.drafts.unshift({ id: post, circle, text, attachments: [], saved_at: minutesAgo(0) });
    }
    tell({ kind: 'outbox' }, { kind: 'drafts' });
    return null;
  },
} satisfies Partial<Answers>;
