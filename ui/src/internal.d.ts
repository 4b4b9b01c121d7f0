/**
 * What `icon.ts` and `say.ts` use of the runtime that compiled components use. It is as stable as the compiler's output: the exact
 * version of Svelte in package.json is the one that this holds for.
 */
declare module 'svelte/internal/client' {
  /** Makes a template; the answer makes a copy of it. */
  export function from_svg(content: string): () => Node;
  export function text(words: string): Text;
  export function append(anchor: Comment, node: Node): void;
  /** Runs now, and again when what it read has changed. */
  export function template_effect(shows: () => void): void;
}
