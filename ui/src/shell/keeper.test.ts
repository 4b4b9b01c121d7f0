import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepFocus } from './keeper';

let stop: () => void;
const at = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
};
const focused = () => document.activeElement?.id;
beforeEach(() => {
  document.body.innerHTML = `<nav><h2 id="rail">Circles</h2></nav><main tabindex="-1" id="main"><h1 id="page">Page</h1>
    <section><h2 id="title">Requests</h2><ul><li id="row"><button id="accept">Accept</button></li></ul></section></main>`;
  stop = keepFocus();
});
afterEach(() => stop());

test('what goes away leaves the focus to the heading of its section', async () => {
  at('accept').focus();
  at('accept').blur();
  at('row').remove();
  await vi.waitFor(() => expect(focused()).toBe('title'));
});

test('with its section gone, the page has it, and never the rail', async () => {
  at('accept').focus();
  at('accept').blur();
  at('title').closest('section')?.remove();
  await vi.waitFor(() => expect(focused()).toBe('page'));
});

test('what has the focus by then keeps it', async () => {
  at('accept').focus();
  at('accept').blur();
  at('row').remove();
  at('main').focus();
  await new Promise((resolve) => setTimeout(resolve));
  expect(focused()).toBe('main');
});

test('a button that was disabled for a moment has it back', async () => {
  const button = at('accept') as HTMLButtonElement;
  button.focus();
  button.blur();
  button.disabled = true;
  await new Promise((resolve) => setTimeout(resolve));
  button.disabled = false;
  await vi.waitFor(() => expect(focused()).toBe('accept'));
});

test('what let go of the focus by itself does not get it back', async () => {
  at('accept').focus();
  at('accept').blur();
  await new Promise((resolve) => setTimeout(resolve));
  at('page').textContent = 'Another page';
  at('title').append(document.createElement('span'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(document.activeElement).toBe(document.body);
});
