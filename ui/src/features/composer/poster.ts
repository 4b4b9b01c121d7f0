/**
 * A still for a video, drawn by the page because it can play what the system can play. Promises: never stands in the
 * way; where nothing can be drawn the video goes without.
 */
import type { DraftAttachmentView } from '../../bindings/DraftAttachmentView';
import { api } from '../../data/api';
import { videoUrl } from '../../platform';
import type { Draft } from './draft.svelte';

const LONGEST = 1_280;
const GIVE_UP_MS = 10_000;

function happens(target: EventTarget, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    target.addEventListener(name, () => resolve(), { once: true, signal });
    target.addEventListener('error', () => reject(new Error(name)), { once: true, signal });
    signal.addEventListener('abort', () => reject(new Error('late')), { once: true });
  });
}

async function still(src: string, duration_ms: number): Promise<string> {
  const signal = AbortSignal.timeout(GIVE_UP_MS);
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  video.crossOrigin = 'anonymous';
  try {
    const loaded = happens(video, 'loadeddata', signal);
    video.src = src;
    await loaded;
    // Not the very first frame: it is often black.
    const sought = happens(video, 'seeked', signal);
    video.currentTime = Math.min(1, duration_ms / 4_000);
    await sought;
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight, 1));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
    canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const [head, jpeg] = canvas.toDataURL('image/jpeg', 0.82).split(',');
    if (!head?.startsWith('data:image/jpeg') || !jpeg) throw new Error('no jpeg');
    return jpeg;
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}

/** From the file where it is at hand, else from the app's own copy. */
export async function drawPoster(draft: Draft, video: DraftAttachmentView, file: Blob | null): Promise<void> {
  const local = file && URL.createObjectURL(file);
  try {
    const jpeg = local
      ? await still(local, video.duration_ms).catch(async () => still(await videoUrl(video.id), video.duration_ms))
      : await still(await videoUrl(video.id), video.duration_ms);
    await draft.change(() => api.setPoster({ post: draft.id, attachment: video.id, jpeg }));
  } catch {
    // A placeholder stands for the video.
  } finally {
    if (local) URL.revokeObjectURL(local);
  }
}
