/**
 * Keeps the focus from falling out of the page. When what had it goes away, its section's heading takes it, in a feed the
 * post that is seen; when it was only disabled for a moment, it has it back. Does not: take it from anything that has it,
 * nor after a press beside everything.
 */
const HEADINGS = 'h1, h2, h3, h4';

/** The place next to what went away: `around` are its former surroundings, the closest first. */
function placeBy(around: HTMLElement[]): HTMLElement | null {
  const feed = around.find((one) => one.isConnected && one.getAttribute('role') === 'feed');
  if (feed) {
    const seen = [...feed.querySelectorAll('article')].find((one) => one.getBoundingClientRect().bottom > 0);
    if (seen) return seen;
  }
  const main = around.find((one) => one.isConnected && one.matches('main, dialog'));
  if (!main) return null;
  const within = around.slice(0, around.indexOf(main) + 1).filter((one) => one.isConnected);
  for (const one of within) {
    const heading = one.querySelector<HTMLElement>(HEADINGS);
    if (heading) return heading;
  }
  return main;
}

/** Watches the document; the answer ends that. */
export function keepFocus(): () => void {
  let last: HTMLElement | null = null;
  let around: HTMLElement[] = [];
  const nothing = () => document.activeElement === null || document.activeElement === document.body;

  function note() {
    if (nothing() || !(document.activeElement instanceof HTMLElement)) return;
    last = document.activeElement;
    around = [];
    for (let one = last.parentElement; one; one = one.parentElement) around.push(one);
  }
  /** Whoever pressed beside everything wanted nothing to have it. */
  function pressed() {
    if (nothing() && last?.isConnected && !last.matches(':disabled')) last = null;
  }
  /** What let go of the focus by itself, being there and in use, does not want it back. */
  function left() {
    queueMicrotask(() => {
      if (nothing() && last?.isConnected && !last.matches(':disabled')) last = null;
    });
  }
  function changed() {
    if (!last || !nothing()) return;
    if (last.isConnected) {
      if (!last.matches(':disabled')) last.focus({ preventScroll: true });
      return;
    }
    const place = placeBy(around);
    last = null;
    if (!place) return;
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
    if (place.matches(HEADINGS)) place.classList.add('shows-focus');
    place.focus({ preventScroll: true });
  }

  const observer = new MutationObserver(changed);
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', note);
  document.addEventListener('focusout', left);
  document.addEventListener('click', pressed);
  note();
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', note);
    document.removeEventListener('focusout', left);
    document.removeEventListener('click', pressed);
  };
}
