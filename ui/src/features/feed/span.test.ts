import { expect, test } from 'vitest';
import type { PostView } from '../../bindings/PostView';
import type { TimelineItem } from '../../bindings/TimelineItem';
import { makePost } from '../../platform/mock/posts';
import { expected, forgetPosted, notePosted } from './posted';
import { down, dropped, LONGEST, newest, ownArrived, pin, prepended, SLIDE, unread, up } from './span';

const row = (post: PostView): TimelineItem => ({ kind: 'post', post });
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => row(makePost(from + i)));
const position = (n: number) => ({ accepted_at: makePost(n).accepted_at, id: makePost(n).id });

test('a feed is fixed at its top once, and an empty one is not', () => {
  expect(pin(newest(), null).from).toBeNull();
  const pinned = pin(newest(), position(5));
  expect(pinned.from).toEqual(position(5));
  expect(pin(pinned, position(1)).from).toEqual(position(5));
});

test('it grows, then slides, and finds its way back up', () => {
  let span = pin(newest(), position(0));
  while (span.limit < LONGEST) span = down(span, rows(0, span.limit));
  expect(span.limit).toBe(LONGEST);
  const slid = down(span, rows(0, LONGEST));
  expect(slid.from).toEqual(position(SLIDE));
  expect(slid.limit).toBe(LONGEST);
  expect(up(slid)).toEqual(span);
  expect(up(span)).toBe(span);
});

test('it slides to a post that has a place, not to one that waits or to a gap', () => {
  const span = { ...pin(newest(), position(0)), limit: LONGEST };
  const items = rows(0, LONGEST);
  items[SLIDE] = { kind: 'gap', circle: makePost(0).circle, id: 'g', filling: false };
  items[SLIDE + 1] = row({ ...makePost(SLIDE + 1), delivery: { state: 'queued', item: 'x' } });
  expect(down(span, items).from).toEqual(position(SLIDE + 2));
});

test('rows before the first and rows that went are told apart', () => {
  expect(prepended(rows(3, 9), rows(0, 9))).toBe(3);
  expect(prepended(rows(0, 9), rows(0, 12))).toBe(0);
  expect(prepended([], rows(0, 9))).toBe(0);
  expect(dropped(rows(0, 9), rows(3, 9))).toBe(3);
  expect(dropped(rows(0, 9), rows(0, 12))).toBe(0);
});

test("a post of one's own that arrived above the stretch is noticed; a discarded one is not", () => {
  const waiting = row({ ...makePost(99), delivery: { state: 'queued', item: 'x' } });
  const before = [waiting, ...rows(1, 9)];
  expect(ownArrived(before, rows(1, 9), 1)).toBe(true);
  expect(ownArrived(before, rows(1, 9), 0)).toBe(false);
  expect(ownArrived(before, before, 3)).toBe(false);
});

test("a post of one's own that never waited here is noticed above the stretch, and only until it is shown", () => {
  const mine = makePost(0);
  expect(ownArrived(rows(1, 9), rows(1, 9), 1, [mine.id])).toBe(true);
  expect(ownArrived(rows(1, 9), rows(1, 9), 1, [])).toBe(false);
  expect(ownArrived(rows(1, 9), rows(1, 9), 0, [mine.id])).toBe(false);
  expect(ownArrived(rows(1, 9), [row(mine), ...rows(1, 9)], 2, [mine.id])).toBe(false);
});

test('a feed waits for what was posted where it looks, and for nothing that it showed', () => {
  const [first, second] = [makePost(1), makePost(2)];
  notePosted(first);
  notePosted(second);
  expect(expected({ kind: 'home' })).toEqual([first.id, second.id]);
  expect(expected({ kind: 'circle', circle: first.circle })).toContain(first.id);
  expect(expected({ kind: 'circle', circle: first.id })).toEqual([]);
  expect(expected({ kind: 'person', person: first.author.id })).toContain(first.id);
  forgetPosted(first.id);
  forgetPosted(second.id);
  expect(expected({ kind: 'home' })).toEqual([]);
});

test('a circle of which nothing was read stands before the first post that arrived', () => {
  const gap: TimelineItem = { kind: 'gap', circle: makePost(0).circle, id: 'g', filling: false };
  const waiting = row({ ...makePost(99), delivery: { state: 'queued', item: 'x' } });
  expect(unread([waiting, gap, ...rows(0, 3)])).toBe(true);
  expect(unread([waiting, ...rows(0, 3), gap])).toBe(false);
  expect(unread([])).toBe(false);
});
