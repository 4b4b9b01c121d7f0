import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Change } from '../bindings/Change';
import { live, type Live } from './live.svelte';

// The host is the edge of the interface; what is under test is everything on this side of it.
let order: string[] = [];
const heard: ((changes: Change[]) => void)[] = [];
let answers: { resolve: (value: unknown) => void; reject: (error: unknown) => void; args: unknown }[] = [];
vi.mock('#host', () => ({
  host: {
    invoke: (command: string, args?: { args: unknown }) => {
      order.push(command);
      return new Promise((resolve, reject) => answers.push({ resolve, reject, args: args?.args }));
    },
    listen: async (listener: (changes: Change[]) => void) => {
      order.push('listen');
      heard.push(listener);
      return () => {};
    },
    photoUrl: () => '',
    videoUrl: async () => '',
    stageChunk: async () => {},
  },
}));

const one = '01939e6a-5b2c-7d3e-8f4a-000000000001';
const settle = async () => {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
  flushSync();
};
const say = (...changes: Change[]) => heard.forEach((listener) => listener(changes));
let end: () => void = () => {};

// One ear serves all reads of a window, so it outlives each test.
async function watch(args: () => { post: string } | undefined) {
  let view!: Live<unknown>;
  end = $effect.root(() => {
    view = live('get_post', args);
  });
  flushSync();
  await settle();
  return view;
}

beforeEach(() => {
  order = [];
  answers = [];
});
afterEach(() => end());

test('listens before it reads, so that nothing between is missed', async () => {
  await watch(() => ({ post: one }));
  expect(order).toEqual(['listen', 'get_post']);
});

test('shows what was read', async () => {
  const view = await watch(() => ({ post: one }));
  expect([view.value, view.loading]).toEqual([undefined, true]);
  answers[0]?.resolve('first');
  await settle();
  expect([view.value, view.loading, view.error]).toEqual(['first', false, undefined]);
});

test('reads again on what stales it, and on nothing else', async () => {
  await watch(() => ({ post: one }));
  answers[0]?.resolve('first');
  await settle();
  say({ kind: 'settings' });
  await settle();
  expect(answers).toHaveLength(1);
  say({ kind: 'post', id: one });
  await settle();
  expect(answers).toHaveLength(2);
});

test('a change during a reading is not lost, and a hundred cost one more reading', async () => {
  const view = await watch(() => ({ post: one }));
  for (let i = 0; i < 100; i += 1) say({ kind: 'post', id: one });
  await settle();
  expect(answers).toHaveLength(1);
  answers[0]?.resolve('before the change');
  await settle();
  expect(answers).toHaveLength(2);
  answers[1]?.resolve('after the change');
  await settle();
  expect([view.value, view.loading]).toEqual(['after the change', false]);
  expect(answers).toHaveLength(2);
});

test('keeps the last value on an error, and drops the error on success', async () => {
  const view = await watch(() => ({ post: one }));
  answers[0]?.resolve('kept');
  await settle();
  say({ kind: 'all' });
  await settle();
  answers[1]?.reject({ code: 'offline', fields: [], retry_after: null, gate: null, tries_left: null });
  await settle();
  expect([view.value, view.error?.code]).toEqual(['kept', 'offline']);
  view.again();
  await settle();
  answers[2]?.resolve('new');
  await settle();
  expect([view.value, view.error]).toEqual(['new', undefined]);
});

test('what is thrown without a code is a fault of the app', async () => {
  const view = await watch(() => ({ post: one }));
  answers[0]?.reject(new Error('not for people'));
  await settle();
  expect(view.error).toEqual({ code: 'internal', fields: [], retry_after: null, gate: null, tries_left: null });
});

test('other arguments are another reading; an answer to the old ones is thrown away', async () => {
  const two = '01939e6a-5b2c-7d3e-8f4a-000000000002';
  let post = $state(one);
  const view = await watch(() => ({ post }));
  post = two;
  flushSync();
  await settle();
  expect(answers[1]?.args).toEqual({ post: two });
  answers[1]?.resolve('of the second');
  await settle();
  answers[0]?.resolve('of the first, late');
  await settle();
  expect(view.value).toBe('of the second');
});

test('does not read without arguments, nor after its end', async () => {
  let args = $state<{ post: string }>();
  await watch(() => args);
  expect(order).toEqual([]);
  args = { post: one };
  flushSync();
  await settle();
  expect(order).toEqual(['get_post']);
  answers[0]?.resolve('x');
  await settle();
  end();
  say({ kind: 'all' });
  await settle();
  expect(answers).toHaveLength(1);
});
