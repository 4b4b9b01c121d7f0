import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import Switch from './Switch.svelte';

const mounted: Record<string, unknown>[] = [];
afterEach(() => mounted.splice(0).forEach((one) => void unmount(one)));

function shown(on: boolean, turn: (on: boolean) => Promise<boolean>): HTMLInputElement {
  const target = document.createElement('div');
  document.body.replaceChildren(target);
  mounted.push(mount(Switch, { target, props: { id: 'it', on, turn } }));
  flushSync();
  const input = target.querySelector('input');
  if (!input) throw new Error('there is no switch');
  return input;
}
const asked = () => new Promise((resolve) => setTimeout(resolve));

test('a switch whose change was refused shows what is true', async () => {
  const input = shown(true, async () => false);
  input.click();
  await asked();
  expect(input.checked).toBe(true);
});

test('a switch whose change was done stays where it was put', async () => {
  const wished: boolean[] = [];
  const input = shown(false, async (on) => wished.push(on) > 0);
  input.click();
  await asked();
  expect(input.checked).toBe(true);
  expect(wished).toEqual([true]);
});

test('a switch is not turned again before the first answer', () => {
  let times = 0;
  const input = shown(false, () => {
    times += 1;
    return new Promise(() => {});
  });
  input.click();
  flushSync();
  input.click();
  expect(times).toBe(1);
  expect(input.checked).toBe(true);
});
