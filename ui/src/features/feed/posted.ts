/**
 * What was posted from here and is not seen yet. A post that is sent within a moment never waits in a feed, which then
 * would count it as somebody else's new one.
 */
import type { Feed } from '../../bindings/Feed';
import type { PostView } from '../../bindings/PostView';

const posted = new Map<string, { circle: string; author: string }>();

/** A post went off. */
export const notePosted = ({ id, circle, author }: PostView): void =>
  void posted.set(id, { circle, author: author.id });

/** A post is shown, or will not be. */
export const forgetPosted = (post: string): void => void posted.delete(post);

/** Which of one's own posts a feed should come to show. */
export const expected = (feed: Feed): string[] =>
  [...posted]
    .filter(
      ([, { circle, author }]) =>
        feed.kind === 'home' || (feed.kind === 'circle' ? feed.circle === circle : feed.person === author),
    )
    .map(([post]) => post);
