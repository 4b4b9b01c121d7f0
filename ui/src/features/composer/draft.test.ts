import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DraftView } from '../../bindings/DraftView';

const saved: string[] = [];
let fail = false;
let gate: Promise<void> = Promise.resolve();
vi.mock('../../data/api', () => ({
  asCommandError: (thrown: unknown) => thrown,
  api: {
    saveDraft: async ({ text }: { text: string }) => {
      await gate;
      if (fail) throw { code: 'disk_full', fields: [], retry_after: null, gate: null, tries_left: null };
      saved.push(text);
      return { ...view, text };
    },
    describeAttachment: async () => view,
  },
}));
const view: DraftView = { id: 'p', circle: null, text: '', attachments: [], saved_at: '2026-11-22T14:32:00.000000Z' };
const { Draft } = await import('./draft.svelte');

beforeEach(() => {
  vi.useFakeTimers();
  saved.length = 0;
  fail = false;
  gate = Promise.resolve();
});
afterEach(() => void vi.useRealTimers());

it('saves within 500 ms of the last key, once', async () => {
  const draft = new Draft(view);
  for (const text of ['h', 'he', 'hey']) {
    draft.type(text);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(saved).toEqual([]);
  await vi.advanceTimersByTimeAsync(400);
  expect(saved).toEqual(['hey']);
});

it('saves what was typed while a save was under way', async () => {
  let open = () => {};
  gate = new Promise((resolve) => (open = resolve));
  const draft = new Draft(view);
  draft.type('one');
  const flushed = draft.flush();
  draft.type('one two');
  open();
  await flushed;
  expect(saved[saved.length - 1]).toBe('one two');
  expect(draft.text).toBe('one two');
});

it('keeps what could not be saved, says why, and saves it at the next chance', async () => {
  fail = true;
  const draft = new Draft(view);
  draft.type('precious');
  await draft.flush();
  expect([draft.text, draft.error?.code]).toEqual(['precious', 'disk_full']);
  fail = false;
  await draft.flush();
  expect(saved).toEqual(['precious']);
  expect(draft.error).toBeUndefined();
});
