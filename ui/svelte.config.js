import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

const source = resolve(import.meta.dirname, 'src');
const components = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.svelte'))
  .sort();

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true,
    // Its place among the components names a component's styles: a hash stands in every element, and nothing packs it.
    cssHash: ({ filename, hash, css }) => {
      const at = components.findIndex((path) => filename.endsWith(`src/${path.replaceAll('\\', '/')}`));
      return `svelte-${at < 0 ? hash(css) : at.toString(36)}`;
    },
  },
};
