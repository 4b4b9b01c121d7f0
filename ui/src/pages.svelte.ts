/** Which component shows which page. What a start shows first is in the first script; the rest comes in one that follows. */
import type { Component } from 'svelte';
import Circle from './features/circle/Page.svelte';
import Home from './features/home/Page.svelte';
import Missing from './features/Missing.svelte';
import Signin from './features/signin/Page.svelte';
import type { PageName } from './routes';

// A page that is about one thing is told which.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- props of components are checked contravariantly
type PageOf = Component<any>;

let pages = $state.raw<Partial<Record<PageName, PageOf>>>({
  home: Home,
  circle: Circle,
  signin: Signin,
  missing: Missing,
});
let coming: Promise<void> | undefined;

/** Fetches the pages that are not here yet, so that going to one waits for nothing. */
export const loadPages = (): Promise<void> =>
  (coming ??= import('./later').then(({ later }) => {
    pages = { ...pages, ...later };
  }));

/** The component of a page; `undefined` for the moment until it is here. */
export function pageOf(name: PageName): PageOf | undefined {
  const page = pages[name];
  if (!page) void loadPages();
  return page;
}
