/** The element that scrolls: one for all pages, beside the rail. */
import { getContext, setContext } from 'svelte';

const KEY = Symbol('scroller');
export const provideScroller = (get: () => HTMLElement | undefined): void => void setContext(KEY, get);
export const scroller = (): (() => HTMLElement | undefined) => getContext(KEY);
