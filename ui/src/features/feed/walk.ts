/** J and K: from post to post through a feed of which only a part exists in the page. */
import type { VirtualizerHandle } from 'virtua/svelte';
import type { TimelineItem } from '../../bindings/TimelineItem';

const FRAMES_MOST = 10;

/** Gives the focus to the post after (1) or before (-1) the one that has it; to the first in sight when none has. */
export async function walk(handle: VirtualizerHandle, rows: TimelineItem[], box: HTMLElement, by: 1 | -1) {
  const focused = document.activeElement?.closest<HTMLElement>('[data-post]')?.dataset.post;
  const at = rows.findIndex((row) => row.kind === 'post' && row.post.id === focused);
  let to = at >= 0 ? at + by : handle.findItemIndex(box.scrollTop + 16);
  while (rows[to]?.kind === 'gap') to += by;
  const row = rows[to];
  if (row?.kind !== 'post') return;
  handle.scrollToIndex(to, { align: 'start', offset: -16 });
  for (let frames = 0; frames < FRAMES_MOST; frames += 1) {
    await new Promise(requestAnimationFrame);
    const element = document.getElementById(`post-${row.post.id}`);
    if (element) {
      element.focus({ preventScroll: true });
      return;
    }
  }
}
