import { beforeEach, expect, it, vi } from 'vitest';
import type { DraftAttachmentView } from '../../bindings/DraftAttachmentView';
import type { DraftView } from '../../bindings/DraftView';

let server: string[] = [];
let refuse: string | null = null;
let gate: (() => Promise<void>) | undefined;
const attachment = (name: string) =>
  ({ id: name, name, kind: 'photo', alt: '', has_poster: false }) as DraftAttachmentView;
const view = (): DraftView => ({
  id: 'p',
  circle: null,
  text: '',
  attachments: server.map(attachment),
  saved_at: '2026-11-22T14:32:00.000000Z',
});
vi.mock('../../platform', () => ({ stageChunk: async () => gate?.(), videoUrl: async () => '' }));
vi.mock('../../data/api', () => ({
  asCommandError: (thrown: unknown) => thrown,
  api: {
    attachStaged: async ({ name }: { name: string }) => {
      if (name === refuse)
        throw {
          code: 'invalid',
          fields: [{ field: 'photo', rule: 'heic' }],
          retry_after: null,
          gate: null,
          tries_left: null,
        };
      server.push(name);
      return view();
    },
    detach: async ({ attachment: gone }: { attachment: string }) => {
      server = server.filter((one) => one !== gone);
      return view();
    },
  },
}));
const { Draft } = await import('./draft.svelte');
const { Uploads } = await import('./uploads.svelte');
const file = (name: string) => new File(['x'], name, { type: 'application/octet-stream' });

beforeEach(() => {
  server = [];
  refuse = null;
  gate = undefined;
});

it('adds files in the order in which they were chosen', async () => {
  const uploads = new Uploads(new Draft(view()));
  uploads.add(['a', 'b', 'c', 'd'].map(file));
  await uploads.idle();
  expect(uploads.draft.attachments.map((one) => one.name)).toEqual(['a', 'b', 'c', 'd']);
  expect(uploads.list).toEqual([]);
});

it('a refused file keeps its place with its reason; the others go on', async () => {
  refuse = 'b';
  const uploads = new Uploads(new Draft(view()));
  uploads.add(['a', 'b', 'c'].map(file));
  await uploads.idle();
  expect(server).toEqual(['a', 'c']);
  expect(uploads.list.map((one) => [one.name, one.state, one.error?.fields[0]?.rule])).toEqual([
    ['b', 'failed', 'heic'],
  ]);
});

it('takes nine and says why the tenth is not taken', async () => {
  const uploads = new Uploads(new Draft(view()));
  uploads.add(Array.from({ length: 10 }, (_, n) => file(`f${n}`)));
  await uploads.idle();
  expect(server).toHaveLength(9);
  expect(uploads.list.map((one) => one.error?.fields[0]?.rule)).toEqual(['too_many']);
});

it('what is given up never arrives, also when it was being handed over', async () => {
  const uploads = new Uploads(new Draft(view()));
  gate = async () => {
    gate = undefined;
    uploads.cancel(1);
  };
  uploads.add(['a', 'b'].map(file));
  await uploads.idle();
  expect(server).toEqual(['b']);
});

it('waits also for what was added while the last one ended', async () => {
  const uploads = new Uploads(new Draft(view()));
  uploads.add([file('a')]);
  const first = uploads.idle().then(() => uploads.add([file('b')]));
  await first;
  await uploads.idle();
  expect(server).toEqual(['a', 'b']);
});
