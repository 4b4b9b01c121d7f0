import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../../data/api';
import { makePost } from '../../platform/mock/posts';
import { refused, tell } from '../../platform/mock/state';
import { act, toasts } from '../../toasts.svelte';
import { tellWhenSent } from './sent';

afterEach(() => {
  vi.restoreAllMocks();
  for (const one of toasts()) act(one.id);
});
const said = () => toasts().map(({ text }) => text);

test('a post that is sent is told of once; one that waits is not', async () => {
  const draft = await api.newDraft({ circle: makePost(0).circle });
  await api.saveDraft({ post: draft.id, circle: draft.circle, text: 'Seventeen minutes of rain.' });
  const post = await api.publishPost({ post: draft.id });
  tellWhenSent(post);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(said()).toEqual([]);
  await vi.waitFor(() => expect(said()).toEqual([`Posted in ${post.circle_name}`]), 5_000);
  tell({ kind: 'outbox' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(said()).toHaveLength(1);
});

test('one that was taken back is not told of', async () => {
  vi.spyOn(api, 'outbox').mockResolvedValue({ items: [] });
  const asked = vi.spyOn(api, 'getPost').mockRejectedValue(refused('not_found'));
  tellWhenSent(makePost(0));
  await vi.waitFor(() => expect(asked.mock.settledResults[0]?.type).toBe('rejected'));
  expect(said()).toEqual([]);
});
