/** J and K: from post to post through a feed of which only a part exists in the page. */
import type { VirtualizerHandle } from 'virtua/svelte';
import type { TimelineItem } from '../../bindings/TimelineItem';

/** A list that still goes back to its place may draw a row and drop it again. */
const PATIENCE_MS = 1_500;
/** So many frames in a row the focus must have stayed. */
const STAYS = 3;
let walking = 0;

/** Gives the focus to the post after (1) or before (-1) the one that has it; to the first in sight when none has. */
export async function walk(handle: VirtualizerHandle, rows: TimelineItem[], box: HTMLElement, by: 1 | -1) {
  const from = document.activeElement;
  const focused = from?.closest<HTMLElement>('[data-post]')?.dataset.post;
  const at = rows.findIndex((row) => row.kind === 'post' && row.post.id === focused);
  let to = at >= 0 ? at + by : handle.findItemIndex(box.scrollTop + 16);
  while (rows[to]?.kind === 'gap') to += by;
  const row = rows[to];
  if (row?.kind !== 'post') return;
  const turn = (walking += 1);
  handle.scrollToIndex(to, { align: 'start', offset: -16 });
  const until = performance.now() + PATIENCE_MS;
  for (let stayed = 0; stayed < STAYS && performance.now() < until;) {
    await new Promise(requestAnimationFrame);
    if (turn !== walking) return;
    const element = document.getElementById(`post-${row.post.id}`);
    if (element && element === document.activeElement) stayed += 1;
    // Who moved on meanwhile is not called back.
    else if (document.activeElement !== document.body && (stayed > 0 || document.activeElement !== from)) return;
    else {
      stayed = 0;
      element?.focus({ preventScroll: true });
    }
  }
}
