/**
 * Files on their way into a draft, one after the other so that they arrive in the order in which they were chosen.
 * Promises: a refused file stays visible with its reason until it is dismissed or tried again.
 */
import type { CommandError } from '../../bindings/CommandError';
import { api, asCommandError } from '../../data/api';
import type { Draft } from './draft.svelte';
import { drawPoster } from './poster';
import { refusedAtOnce, stage } from './stage';

export interface Upload {
  key: number;
  name: string;
  state: 'waiting' | 'staging' | 'preparing' | 'failed';
  /** Whole percent handed over. */
  percent: number;
  error: CommandError | null;
  /** The file itself as a picture, for the tray. */
  preview: string | null;
}

interface Work {
  file: File;
  stop: AbortController;
}

export class Uploads {
  list = $state<Upload[]>([]);
  readonly busy = $derived(this.list.filter((one) => one.state !== 'failed').length);
  readonly failed = $derived(this.list.filter((one) => one.state === 'failed').length);

  #work = new Map<number, Work>();
  #next = 0;
  #running: Promise<void> | undefined;

  constructor(readonly draft: Draft) {}

  /** `hidden`: files that are taken out but could still come back do not count. */
  add(files: Iterable<File>, hidden = 0): void {
    for (const file of files) {
      const already = this.draft.attachments.length - hidden + this.busy;
      const error = refusedAtOnce(file.size, already);
      const key = (this.#next += 1);
      this.#work.set(key, { file, stop: new AbortController() });
      this.list.push({
        key,
        name: file.name,
        state: error ? 'failed' : 'waiting',
        percent: 0,
        error,
        preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : null,
      });
    }
    void this.idle();
  }

  retry(key: number): void {
    const work = this.#work.get(key);
    const upload = this.#find(key);
    if (!work || !upload) return;
    upload.error = refusedAtOnce(work.file.size, this.draft.attachments.length + this.busy);
    if (upload.error) return;
    upload.state = 'waiting';
    upload.percent = 0;
    void this.idle();
  }

  /** Gives a file up, or puts a refused one away. */
  cancel(key: number): void {
    this.#work.get(key)?.stop.abort();
    this.#drop(key);
  }

  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void> {
    if (this.#running) return this.#running.then(() => (this.busy > 0 ? this.idle() : undefined));
    this.#running = this.#run().finally(() => (this.#running = undefined));
    return this.#running;
  }

  close(): void {
    for (const { key } of [...this.list]) this.cancel(key);
  }

  #find = (key: number) => this.list.find((one) => one.key === key);

  #drop(key: number): void {
    const preview = this.#find(key)?.preview;
    if (preview) URL.revokeObjectURL(preview);
    this.list = this.list.filter((one) => one.key !== key);
    this.#work.delete(key);
  }

  async #run(): Promise<void> {
    for (;;) {
      const upload = this.list.find((one) => one.state === 'waiting');
      const work = upload && this.#work.get(upload.key);
      if (!upload || !work) return;
      await this.#one(upload, work);
    }
  }

  async #one(upload: Upload, { file, stop }: Work): Promise<void> {
    const { draft } = this;
    try {
      upload.state = 'staging';
      const staged = await stage(file, (share) => (upload.percent = Math.floor(share * 100)), stop.signal);
      upload.state = 'preparing';
      const before = new Set(draft.attachments.map((one) => one.id));
      const view = await draft.change(() => api.attachStaged({ post: draft.id, staged, name: file.name }));
      const added = view.attachments.find((one) => !before.has(one.id));
      if (stop.signal.aborted && added) await draft.detach(added.id);
      else if (added?.kind === 'video' && !added.has_poster) void drawPoster(draft, added, file);
      this.#drop(upload.key);
    } catch (thrown) {
      if (stop.signal.aborted) return;
      upload.state = 'failed';
      upload.error = asCommandError(thrown);
    }
  }
}
