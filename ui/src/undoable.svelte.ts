/**
 * Deeds that can be taken back for six seconds: hidden at once, done when the notice goes away.
 * Does not: survive a crash in between; then the thing is still there.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { Byline } from './bindings/Byline';
import { api, asCommandError } from './data/api';
import { errorText } from './errors';
import * as m from './messages';
import { toast } from './toasts.svelte';

const hidden = new SvelteSet<string>();

/** Whether a thing is on its way out: a post or comment that is being deleted, something that is discarded. */
export const isHidden = (id: string): boolean => hidden.has(id);

/** Hides `id` at once and does the deed when the chance to undo is over. */
export function later(id: string, text: string, deed: () => Promise<unknown>): void {
  hidden.add(id);
  const show = () => hidden.delete(id);
  const perform = async () => {
    try {
      await deed();
    } catch (thrown) {
      toast(errorText(asCommandError(thrown)));
    } finally {
      show();
    }
  };
  toast(text, { label: m.undo(), run: show }, () => void perform());
}

/** Blocks a person: they are gone at once, and blocked for good when the chance to undo is over. */
export const blockPerson = ({ id, display_name: name }: Byline): void =>
  later(id, m.person_blocked({ name }), () => api.block({ person: id }));
/** Ends a friendship, likewise. */
export const endFriendship = ({ id, display_name: name }: Byline): void =>
  later(friendship(id), m.friend_ended({ name }), () => api.endFriendship({ person: id }));
/** Under what a friendship that is being ended is hidden; the friend is not. */
export const friendship = (person: string): string => `friendship.${person}`;
/** Takes a request back, likewise. */
export const withdraw = (request: string): void =>
  later(request, m.friend_withdrawn(), () => api.withdrawFriend({ request }));
/** Refuses a request, or puts it aside, likewise. */
export const refuse = (request: string): void =>
  later(request, m.friend_refused(), () => api.answerFriend({ request, answer: 'refuse' }));
export const ignore = (request: string, name: string): void =>
  later(request, m.friend_ignored({ name }), () => api.answerFriend({ request, answer: 'ignore' }));

export const deletePost = (post: string): void => later(post, m.post_deleted(), () => api.deletePost({ post }));
export const deleteComment = (comment: string): void =>
  later(comment, m.post_comment_deleted(), () => api.deleteComment({ comment }));

/** Runs a command whose failure has no place of its own to show. */
export async function attempt<T>(deed: Promise<T>): Promise<T | undefined> {
  try {
    return await deed;
  } catch (thrown) {
    toast(errorText(asCommandError(thrown)));
    return undefined;
  }
}
