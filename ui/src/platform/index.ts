/**
 * The one door to whatever the interface runs in. `#host` is the desktop shell, or the mock of a browser tab; the
 * build decides (vite.config.ts). Nothing else in the interface imports `@tauri-apps/api`.
 */
import type { Change } from '../bindings/Change';
import type { Rendition } from '../bindings/Rendition';
import { host } from '#host';

/** What the interface needs from where it runs. */
export interface Host {
  /** Calls a command. Rejects with a `CommandError`, or with something unknown when the shell itself is at fault. */
  invoke(command: string, args?: Record<string, unknown>): Promise<unknown>;
  /** Hears of changes; resolves once it is sure to hear them all. */
  listen(heard: (changes: Change[]) => void): Promise<() => void>;
  /** Where the bytes of a picture are. */
  photoUrl(attachment: string, rendition: Exclude<Rendition, 'video'>): string;
  /** Where the bytes of a video are. */
  videoUrl(attachment: string): Promise<string>;
  /** Hands over a part of a file that was dropped or pasted. */
  stageChunk(stage: string, offset: number, bytes: Uint8Array): Promise<void>;
}

export const { invoke, listen, photoUrl, videoUrl, stageChunk } = host;
