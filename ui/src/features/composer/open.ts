/** Which draft the composer opens with. */
import type { DraftView } from '../../bindings/DraftView';
import { api } from '../../data/api';
import type { Route } from '../../routes';

export const isEmpty = (draft: DraftView): boolean => draft.text.trim() === '' && draft.attachments.length === 0;

/**
 * The one that was asked for; else an empty one that lies there, so that opening and closing leaves no trace; else a
 * new one, in the circle that is being looked at.
 */
export async function openDraft(id: string | null, from: Route): Promise<DraftView> {
  if (id !== null) return api.getDraft({ post: id });
  const circle = from.page === 'circle' ? from.id : null;
  const { drafts } = await api.listDrafts();
  const unused = drafts.find(isEmpty);
  if (!unused) return api.newDraft({ circle });
  return circle === null || unused.circle === circle ? unused : api.saveDraft({ post: unused.id, circle, text: '' });
}
