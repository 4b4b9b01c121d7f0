/**
 * The keyboard map of the window. Promises: a single letter does nothing inside a field, a dialog or a menu, nor when
 * the person turned letters off. Does not: pay, ever; T opens the tip page.
 */
import { go } from '../router.svelte';
import type { Route } from '../routes';

const mac = /mac/i.test(navigator.platform);

/** How this system writes a key with its command key. */
export const command = (key: string): string => (mac ? `⌘ ${key}` : `Ctrl ${key}`);

const CHORD_MS = 1_000;
const places: Record<string, Route> = { h: { page: 'home' }, d: { page: 'discover' }, w: { page: 'wallet' } };
let chord = 0;

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, [role=menuitem], video'));

/** The post that letters speak to: the focused one, or the one that is the page. */
function post(): HTMLElement | null {
  return (
    document.activeElement?.closest<HTMLElement>('[data-post]') ?? document.querySelector('article.main[data-post]')
  );
}

/** The page comes a moment later, and takes the focus first. Whoever types or presses meanwhile is not called back. */
async function focusIn(place: string): Promise<void> {
  const busy = new AbortController();
  for (const deed of ['keydown', 'pointerdown'] as const)
    window.addEventListener(deed, () => busy.abort(), { capture: true, once: true, signal: busy.signal });
  for (let frames = 0; frames < 20; frames += 1) {
    await new Promise(requestAnimationFrame);
    if (busy.signal.aborted) return;
    const field = document.querySelector<HTMLElement>(place);
    field?.focus();
    if (field && frames > 1) break;
  }
  busy.abort();
}

/** Moves through a feed, which listens for it. */
const move = (by: 1 | -1) => window.dispatchEvent(new CustomEvent('circles:move', { detail: by }));

export function onKey(event: KeyboardEvent, letters: boolean, help: () => void): void {
  if (event.defaultPrevented || event.isComposing) return;
  const key = event.key.toLowerCase();
  const layered = document.querySelector('dialog[open]') !== null;
  if ((mac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey) {
    if (key === 'k' && !layered) {
      event.preventDefault();
      go({ page: 'discover' });
      void focusIn('[data-search]');
    } else if (key === 'n' && !layered) {
      event.preventDefault();
      go({ page: 'compose', id: null });
    }
    return;
  }
  if (!letters || layered || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;

  const place = places[key];
  if (place && event.timeStamp - chord < CHORD_MS) {
    chord = 0;
    event.preventDefault();
    go(place);
    return;
  }
  const press = (action: string) => () => post()?.querySelector<HTMLElement>(`[data-action=${action}]`)?.click();
  const deeds: Record<string, () => void> = {
    g: () => (chord = event.timeStamp),
    j: () => move(1),
    k: () => move(-1),
    l: press('praise'),
    // Where one may not comment, the reason takes the focus and is read.
    c: () => {
      press('comment')();
      void focusIn('[data-comment]');
    },
    t: press('tip'),
    '?': help,
  };
  const deed = deeds[key];
  if (deed) {
    event.preventDefault();
    deed();
  }
}
