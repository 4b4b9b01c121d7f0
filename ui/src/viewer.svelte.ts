/** The photo viewer that lies over everything: which attachments, and which of them. */
import type { AttachmentView } from './bindings/AttachmentView';
import type { PostView } from './bindings/PostView';

export interface Viewing {
  attachments: AttachmentView[];
  index: number;
  /** The post that they belong to, for the words beside them. */
  post: PostView | null;
}

let viewing = $state.raw<Viewing>();

export const viewed = (): Viewing | undefined => viewing;
export function view(what: Viewing): void {
  viewing = what;
}
export function closeViewer(): void {
  viewing = undefined;
}
