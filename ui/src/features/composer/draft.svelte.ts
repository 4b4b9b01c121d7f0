/**
 * The draft that is being written. Promises: what was typed is saved within half a second of the last key, and before
 * the composer closes or posts; an answer never overwrites what was typed since. Does not: post.
 */
import type { CommandError } from '../../bindings/CommandError';
import type { DraftAttachmentView } from '../../bindings/DraftAttachmentView';
import type { DraftView } from '../../bindings/DraftView';
import { api, asCommandError } from '../../data/api';
import { inOrder } from './order';

/** Rest after the last key; with the write itself well within the promised half second. */
export const REST_MS = 300;

export class Draft {
  readonly id: string;
  text = $state('');
  circle = $state<string | null>(null);
  attachments = $state.raw<DraftAttachmentView[]>([]);
  savedAt = $state('');
  error = $state.raw<CommandError>();

  #timer: ReturnType<typeof setTimeout> | undefined;
  #dirty = false;
  #saving: Promise<void> | undefined;
  /** Descriptions that are not saved yet. */
  #alts = new Map<string, string>();
  /** Deeds on files, one after the other. */
  #files: Promise<unknown> = Promise.resolve();

  constructor(view: DraftView) {
    this.id = view.id;
    this.text = view.text;
    this.circle = view.circle;
    this.attachments = view.attachments;
    this.savedAt = view.saved_at;
  }

  readonly empty = $derived(this.text.trim() === '' && this.attachments.length === 0);

  type(text: string): void {
    this.text = text;
    this.#touch();
  }

  choose(circle: string): void {
    this.circle = circle;
    this.#dirty = true;
    void this.flush();
  }

  describe(attachment: string, alt: string): void {
    this.attachments = this.attachments.map((one) => (one.id === attachment ? { ...one, alt } : one));
    this.#alts.set(attachment, alt);
    this.#touch();
  }

  #touch(): void {
    this.#dirty = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), REST_MS);
  }

  /** Saves what is not saved; resolves when nothing is left, or when it did not work (then `error` says why). */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#saving) return this.#saving.then(() => (this.#dirty && !this.error ? this.flush() : undefined));
    this.#saving = this.#save().finally(() => (this.#saving = undefined));
    return this.#saving;
  }

  async #save(): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false;
      const alts = [...this.#alts];
      try {
        const saved = await api.saveDraft({ post: this.id, circle: this.circle, text: this.text });
        for (const [attachment, alt] of alts) {
          await api.describeAttachment({ post: this.id, attachment, alt });
          if (this.#alts.get(attachment) === alt) this.#alts.delete(attachment);
        }
        this.savedAt = saved.saved_at;
        this.error = undefined;
      } catch (thrown) {
        this.error = asCommandError(thrown);
        this.#dirty = true;
        return;
      }
    }
  }

  /** Runs a deed that changes the files and takes its answer; deeds wait for one another. */
  change(deed: () => Promise<DraftView>): Promise<DraftView> {
    const done = this.#files.then(deed).then((view) => {
      this.attachments = view.attachments.map((one) => ({ ...one, alt: this.#alts.get(one.id) ?? one.alt }));
      this.savedAt = view.saved_at;
      return view;
    });
    this.#files = done.catch(() => undefined);
    return done;
  }

  /** Shown at once; files that arrive meanwhile go to the end. */
  async reorder(ids: string[]): Promise<void> {
    this.attachments = inOrder(this.attachments, ids);
    await this.change(() =>
      api.reorderAttachments({ post: this.id, order: inOrder(this.attachments, ids).map((one) => one.id) }),
    );
  }

  async detach(attachment: string): Promise<void> {
    this.#alts.delete(attachment);
    await this.change(() => api.detach({ post: this.id, attachment }));
  }
}
