/**
 * Hands a file over to the shell in pieces, so that no whole video is ever held in the page. Does not: look at what is
 * in the file; the engine does, and refuses with the reason.
 */
import type { CommandError } from '../../bindings/CommandError';
import type { Field } from '../../bindings/Field';
import type { Rule } from '../../bindings/Rule';
import { stageChunk } from '../../platform';

export const CHUNK_BYTES = 1 << 20;
export const FILES_MOST = 9;
/** A video may have this much, and nothing more. */
export const BYTES_MOST = 100_000_000;
export const ACCEPT = 'image/jpeg,image/png,image/webp,image/gif,video/mp4';

const refuse = (field: Field, rule: Rule): CommandError => ({
  code: 'invalid',
  fields: [{ field, rule }],
  retry_after: null,
  gate: null,
  tries_left: null,
});

/** What can be refused before a byte is copied. */
export function refusedAtOnce(size: number, already: number): CommandError | null {
  if (already >= FILES_MOST) return refuse('attachments', 'too_many');
  return size > BYTES_MOST ? refuse('photo', 'too_many_bytes') : null;
}

/** The name under which it lies at the shell. Rejects with the signal's reason when it is given up. */
export async function stage(file: Blob, progress: (share: number) => void, signal: AbortSignal): Promise<string> {
  const staged = crypto.randomUUID();
  let offset = 0;
  do {
    signal.throwIfAborted();
    const bytes = new Uint8Array(await file.slice(offset, offset + CHUNK_BYTES).arrayBuffer());
    await stageChunk(staged, offset, bytes);
    offset += CHUNK_BYTES;
    progress(Math.min(1, offset / Math.max(1, file.size)));
  } while (offset < file.size);
  signal.throwIfAborted();
  return staged;
}
