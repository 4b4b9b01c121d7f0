/**
 * Around making the window anew, which another language does: what had the focus has it again, and the page stands where
 * it stood. Does not: keep what a page only holds for itself.
 */
import { tick } from 'svelte';

/** To be called before it is made anew; `box` is what scrolls, then and afterwards. */
export function keepPlace(box: () => HTMLElement | undefined): void {
  const focused = document.activeElement?.getAttribute('data-testid');
  const top = box()?.scrollTop;
  void tick().then(() => {
    if (top !== undefined) box()?.scrollTo(0, top);
    if (focused) document.querySelector<HTMLElement>(`[data-testid="${focused}"]`)?.focus({ preventScroll: true });
  });
}
