/**
 * What can be taken back inside the composer. Its own, and not a notice of the window: an open dialog lies over those
 * and makes them unreachable. Promises: the deed is done after six seconds, at the next deed, or when it is settled.
 */
import { SvelteSet } from 'svelte/reactivity';

const SHOWN_MS = 6_000;

export class Undo {
  /** What it says; nothing while there is nothing to take back. */
  text = $state('');
  #hidden = new SvelteSet<string>();
  #pending: { id: string; deed: () => Promise<unknown>; timer: ReturnType<typeof setTimeout> } | undefined;

  isHidden = (id: string): boolean => this.#hidden.has(id);
  get hidden(): number {
    return this.#hidden.size;
  }

  offer(id: string, text: string, deed: () => Promise<unknown>): void {
    void this.settle();
    this.#hidden.add(id);
    this.text = text;
    this.#pending = { id, deed, timer: setTimeout(() => void this.settle(), SHOWN_MS) };
  }

  takeBack(): void {
    if (!this.#pending) return;
    clearTimeout(this.#pending.timer);
    this.#hidden.delete(this.#pending.id);
    this.#pending = undefined;
    this.text = '';
  }

  /** Does what is still open now. */
  async settle(): Promise<void> {
    const pending = this.#pending;
    if (!pending) return;
    clearTimeout(pending.timer);
    this.#pending = undefined;
    this.text = '';
    try {
      await pending.deed();
    } finally {
      this.#hidden.delete(pending.id);
    }
  }
}
