import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Change } from '../bindings/Change';
import type { Host } from './index';

// Windows and Android have no custom schemes, only hosts that stand for them.
const media = /windows|android/i.test(navigator.userAgent)
  ? 'http://circles-media.localhost'
  : 'circles-media://localhost';

let mediaBase: Promise<string> | undefined;

/** The desktop shell. */
export const host: Host = {
  invoke: (command, args) => invoke(command, args),
  listen: (heard) => listen<Change[]>('changed', (event) => heard(event.payload)),
  photoUrl: (attachment, rendition) => `${media}/${attachment}/${rendition}`,
  // WebKitGTK plays no video from a custom scheme, so videos come over loopback HTTP.
  async videoUrl(attachment) {
    mediaBase ??= invoke<string>('media_base');
    return `${await mediaBase}/${attachment}/video`;
  },
  async stageChunk(stage, offset, bytes) {
    await invoke('stage_chunk', bytes, {
      headers: { 'x-stage-id': stage, 'x-stage-offset': String(offset) },
    });
  },
};
