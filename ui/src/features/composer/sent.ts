/** Says that a post is out, once it is. Does not: say why one is not; that stands on the post itself. */
import type { PostView } from '../../bindings/PostView';
import { api } from '../../data/api';
import { onChanges } from '../../data/live.svelte';
import { named } from '../../language.svelte';
import * as m from '../../messages';
import { base, go } from '../../router.svelte';
import { toast } from '../../toasts.svelte';

/** Watches a post that went into the outbox until it is out, or was given up. */
export function tellWhenSent({ id: post, circle, circle_name, circle_name_zh }: PostView): void {
  let over = false;
  const { ready, stop } = onChanges((changes) => {
    if (changes.some(({ kind }) => kind === 'outbox' || kind === 'timeline' || kind === 'all')) void look();
  });

  async function look() {
    try {
      const { items } = await api.outbox();
      if (over || items.some((item) => item.post === post && item.kind === 'publish')) return;
      over = true;
      stop();
      // Taken back, it is in no feed.
      if ((await api.getPost({ post })).post?.delivery.state !== 'sent') return;
      const where = named(circle_name, circle_name_zh);
      toast(m.composer_sent({ circle: where }), {
        label: m.composer_sent_see(),
        run: () => go({ page: 'post', id: post }),
      });
      // Its circle has one post more.
      const below = base();
      if (below.page === 'circle' && below.id === circle) await api.openCircle({ circle });
    } catch {
      // Looked at again with the next change; offline there is nothing to say yet.
    }
  }
  void ready.then(look, look);
}
