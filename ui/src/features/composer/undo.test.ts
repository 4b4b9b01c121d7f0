import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Undo } from './undo.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('does nothing for six seconds, then does it once', async () => {
  const [undo, deed] = [new Undo(), vi.fn(async () => {})];
  undo.offer('a', 'a removed', deed);
  expect([undo.isHidden('a'), undo.text]).toEqual([true, 'a removed']);
  await vi.advanceTimersByTimeAsync(5_900);
  expect(deed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  await undo.settle();
  expect(deed).toHaveBeenCalledTimes(1);
});

it('taken back, it never happens', async () => {
  const [undo, deed] = [new Undo(), vi.fn(async () => {})];
  undo.offer('a', 'a removed', deed);
  undo.takeBack();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(deed).not.toHaveBeenCalled();
  expect([undo.isHidden('a'), undo.text]).toEqual([false, '']);
});

it('the next one settles the one before', async () => {
  const [undo, first, second] = [new Undo(), vi.fn(async () => {}), vi.fn(async () => {})];
  undo.offer('a', 'a', first);
  undo.offer('b', 'b', second);
  expect([first.mock.calls.length, second.mock.calls.length, undo.text]).toEqual([1, 0, 'b']);
  await undo.settle();
  expect(second).toHaveBeenCalledTimes(1);
});
