/**
 * Tells the engine which posts were on screen: half of one for a second. In batches, and each at most once a minute,
 * which also keeps the counts of what is looked at fresh.
 */
import { api } from '../../data/api';

const LOOKED_MS = 1_000;
const BATCH_MS = 2_000;
const AGAIN_MS = 60_000;

const told = new Map<string, number>();
let batch = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function tell(post: string): void {
  if (Date.now() - (told.get(post) ?? 0) < AGAIN_MS) return;
  batch.add(post);
  timer ??= setTimeout(() => {
    const posts = [...batch];
    batch = new Set();
    timer = undefined;
    for (const id of posts) told.set(id, Date.now());
    // Views are not worth a word to the person; the next batch tries again.
    api.seen({ posts }).catch(() => posts.forEach((id) => told.delete(id)));
  }, BATCH_MS);
}

/** Svelte action: watches the element of a post. */
export function watched(element: HTMLElement, post: string) {
  let looked: ReturnType<typeof setTimeout> | undefined;
  const observer = new IntersectionObserver(
    ([entry]) => {
      clearTimeout(looked);
      // A post taller than the window is seen when it fills half of it.
      const half =
        entry !== undefined &&
        (entry.intersectionRatio >= 0.5 || entry.intersectionRect.height > window.innerHeight / 2);
      if (half) looked = setTimeout(() => tell(post), LOOKED_MS);
    },
    { threshold: [0, 0.25, 0.5] },
  );
  observer.observe(element);
  return {
    destroy() {
      clearTimeout(looked);
      observer.disconnect();
    },
  };
}
