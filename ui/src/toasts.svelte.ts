/** Short notices at the bottom. Promises: an undo is offered for six seconds; what is undoable happens when they end. */

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  /** Over, and on its way out of sight. */
  leaving?: boolean;
}

const SHOWN_MS = 6_000;
/** As long as the styles of `Toasts` take to hide one. */
const LEAVING_MS = window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 140;
let next = 0;
let shown = $state<Toast[]>([]);
const ends = new Map<number, { timer: ReturnType<typeof setTimeout>; ended: (() => void) | undefined }>();

/** Those that hold. */
export const toasts = (): Toast[] => shown.filter((one) => !one.leaving);
/** Those that are seen. */
export const drawnToasts = (): Toast[] => shown;

/**
 * Shows a notice; `ended` runs when it went away without its action being taken. One that offers nothing makes room for
 * the next.
 */
export function toast(text: string, action?: Toast['action'], ended?: () => void): number {
  const id = (next += 1);
  toasts()
    .filter((one) => !one.action)
    .forEach((one) => close(one.id));
  shown.push({ id, text, ...(action && { action }) });
  ends.set(id, { timer: setTimeout(() => close(id), SHOWN_MS), ended });
  return id;
}

function close(id: number, acted = false): void {
  const end = ends.get(id);
  if (!end) return;
  clearTimeout(end.timer);
  ends.delete(id);
  const gone = () => (shown = shown.filter((one) => one.id !== id));
  if (LEAVING_MS === 0) gone();
  else {
    shown = shown.map((one) => (one.id === id ? { ...one, leaving: true } : one));
    setTimeout(gone, LEAVING_MS);
  }
  if (!acted) end.ended?.();
}

/** Takes the action of a notice. */
export function act(id: number): void {
  const one = toasts().find((candidate) => candidate.id === id);
  close(id, true);
  one?.action?.run();
}

/** Somebody is reading or about to press: the notice waits. */
export function hold(id: number): void {
  clearTimeout(ends.get(id)?.timer);
}

/** ... and goes on. */
export function release(id: number): void {
  const end = ends.get(id);
  if (end) end.timer = setTimeout(() => close(id), SHOWN_MS);
}

/** All go: what was undoable happens now, while whose it was is still here. */
export const closeAll = (): void => [...ends.keys()].forEach((id) => close(id));

// A window that closes takes the chance to undo with it, not the deed.
window.addEventListener('pagehide', closeAll);
