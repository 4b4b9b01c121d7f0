import { flushSync } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Change } from '../bindings/Change';
import { readAhead, takeAhead } from './ahead';
import { live, type Live } from './live.svelte';

// The host is the edge of the interface; what is under test is everything on this side of it.
let asked: string[] = [];
let answer: (command: string) => Promise<unknown> = async (command) => `of ${command}`;
const heard: ((changes: Change[]) => void)[] = [];
vi.mock('#host', () => ({
  host: {
    invoke: (command: string) => {
      asked.push(command);
      return answer(command);
    },
    listen: async (listener: (changes: Change[]) => void) => {
      heard.push(listener);
      return () => {};
    },
    photoUrl: () => '',
    videoUrl: async () => '',
    stageChunk: async () => {},
  },
}));
const all: Change = { kind: 'all' };

beforeEach(() => {
  asked = [];
  answer = async (command) => `of ${command}`;
});

test('a screen shows at once what was read ahead, and does not ask for it again', async () => {
  await readAhead([['settings', null]]);
  let view!: Live<unknown>;
  const end = $effect.root(() => {
    view = live('settings', () => null);
  });
  expect([view.value, view.loading]).toEqual(['of settings', false]);
  flushSync();
  await Promise.resolve();
  expect(asked).toEqual(['settings']);
  // From here on it is a read like any other.
  heard.forEach((listener) => listener([all]));
  await vi.waitFor(() => expect(asked).toEqual(['settings', 'settings']));
  end();
});

test('it is handed out once', async () => {
  await readAhead([['outbox', null]]);
  expect(takeAhead('outbox', null)).toBe('of outbox');
  expect(takeAhead('outbox', null)).toBeUndefined();
});

test('a change makes it worthless, also one that comes before the answer', async () => {
  await readAhead([['outbox', null]]);
  heard.forEach((listener) => listener([all]));
  expect(takeAhead('outbox', null)).toBeUndefined();

  let tell: (value: unknown) => void = () => {};
  answer = () => new Promise((resolve) => (tell = resolve));
  const reading = readAhead([['outbox', null]]);
  await vi.waitFor(() => expect(asked.length).toBe(2));
  heard.forEach((listener) => listener([all]));
  tell('old');
  await reading;
  expect(takeAhead('outbox', null)).toBeUndefined();
});

test('neither an error nor a slow answer holds up the start', async () => {
  answer = () => Promise.reject(new Error('signed out'));
  await readAhead([['session', null]]);
  expect(takeAhead('session', null)).toBeUndefined();
  answer = () => new Promise(() => {});
  await readAhead([['session', null]]);
  expect(takeAhead('session', null)).toBeUndefined();
});

test('what stands beside does not hold it up, and is not asked for again when it comes', async () => {
  let tell: (value: unknown) => void = () => {};
  answer = (command) => (command === 'outbox' ? new Promise((resolve) => (tell = resolve)) : Promise.resolve('here'));
  await readAhead([['settings', null]], [['outbox', null]]);
  let view!: Live<unknown>;
  const end = $effect.root(() => {
    view = live('outbox', () => null);
  });
  flushSync();
  expect([view.value, view.loading, takeAhead('settings', null)]).toEqual([undefined, true, 'here']);
  tell('of outbox');
  await vi.waitFor(() => expect(view.value).toBe('of outbox'));
  expect(asked).toEqual(['settings', 'outbox']);
  end();
});

test('what changed before it came is asked for again', async () => {
  let tell: (value: unknown) => void = () => {};
  answer = () => new Promise((resolve) => (tell = resolve));
  await readAhead([], [['outbox', null]]);
  let view!: Live<unknown>;
  const end = $effect.root(() => {
    view = live('outbox', () => null);
  });
  flushSync();
  await Promise.resolve();
  heard.forEach((listener) => listener([all]));
  answer = async () => 'new';
  tell('old');
  await vi.waitFor(() => expect(view.value).toBe('new'));
  expect(asked).toEqual(['outbox', 'outbox']);
  end();
});
