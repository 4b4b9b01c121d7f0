/**
 * One opening of the composer: which draft, its files, leaving and posting. Promises: leaving keeps what was written
 * and lets files that are on their way arrive; an empty draft leaves no trace. Does not: send; posting puts the draft
 * into the outbox.
 */
import type { CommandError } from '../../bindings/CommandError';
import type { DraftView } from '../../bindings/DraftView';
import { api, asCommandError } from '../../data/api';
import { errorText } from '../../errors';
import * as m from '../../messages';
import type { Route } from '../../routes';
import { notePosted } from '../feed/posted';
import { Draft } from './draft.svelte';
import { openDraft } from './open';
import { drawPoster } from './poster';
import { tellWhenSent } from './sent';
import { Undo } from './undo.svelte';
import { Uploads } from './uploads.svelte';

/** The composer that was left last may still be tidying up; the next one waits, or it could be given the same draft. */
let left: Promise<unknown> = Promise.resolve();

export class Compose {
  readonly undo = new Undo();
  draft = $state.raw<Draft>();
  uploads = $state.raw<Uploads>();
  /** Why there is no draft. */
  error = $state.raw<CommandError>();
  /** Why it was not posted. */
  readonly said = $derived.by(() => (this.#refused && !this.uploads?.failed ? '' : this.#said));
  #said = $state('');
  /** It is a file that was refused, which can be put away. */
  #refused = $state(false);
  posting = $state(false);
  #posted = false;

  /** Neither words nor files. */
  readonly bare = $derived(
    this.draft !== undefined &&
      this.draft.text.trim() === '' &&
      this.draft.attachments.every((one) => this.undo.isHidden(one.id)) &&
      this.uploads?.busy === 0,
  );

  async open(id: string | null, from: Route): Promise<void> {
    this.error = undefined;
    try {
      await left;
      this.#take(await openDraft(id, from));
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  /** Goes on with another draft. */
  async change(view: DraftView): Promise<void> {
    await this.leave();
    this.#take(view);
  }

  #take(view: DraftView): void {
    const draft = new Draft(view);
    this.draft = draft;
    this.uploads = new Uploads(draft);
    this.#said = '';
    for (const one of view.attachments) {
      if (one.kind === 'video' && !one.has_poster) void drawPoster(draft, one, null);
    }
  }

  add(files: Iterable<File>): void {
    this.#said = '';
    this.uploads?.add(files, this.undo.hidden);
  }

  leave(): Promise<void> {
    const { draft, uploads } = this;
    const leaving = async () => {
      if (!draft || !uploads || this.#posted) return;
      await draft.flush();
      await this.undo.settle();
      await uploads.idle();
      uploads.close();
      // A draft that stays is a smaller harm than a question.
      if (draft.empty) await api.discardDraft({ post: draft.id }).catch(() => undefined);
    };
    const done = leaving();
    left = done;
    return done;
  }

  /** Waits for the files, saves, posts. `blocked` says why it cannot be posted as it stands. */
  async publish(blocked: string): Promise<boolean> {
    const { draft, uploads } = this;
    if (!draft || !uploads || this.posting) return false;
    this.#said = blocked;
    this.#refused = false;
    if (blocked) return false;
    this.posting = true;
    try {
      await uploads.idle();
      if (uploads.failed > 0) {
        this.#refused = true;
        this.#said = m.composer_blocked_refused();
        return false;
      }
      await this.undo.settle();
      await draft.flush();
      if (draft.error) return false;
      const post = await api.publishPost({ post: draft.id });
      notePosted(post);
      tellWhenSent(post);
      this.#posted = true;
      return true;
    } catch (thrown) {
      this.#said = errorText(asCommandError(thrown));
      return false;
    } finally {
      this.posting = false;
    }
  }
}
