// Icons as lines. The package's own component builds each icon out of a list, an element and three derived values at a
// time; a first screen has a hundred of them. Here each is one drawing that is copied, see `src/icon.ts`.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const NAME = '@lucide/svelte/icons/';
const root = resolve(import.meta.dirname, '..');

/** The lines of an icon, as SVG. @param {string} name */
export function lines(name) {
  const folder = resolve(root, 'node_modules/@lucide/svelte/dist/icons');
  // Some have a newer name.
  const drawn = /from ["']\.\/([\w-]+\.svelte)["']/.exec(readFileSync(`${folder}/${name}.js`, 'utf8'))?.[1];
  const source = readFileSync(`${folder}/${drawn}`, 'utf8');
  const found = /const iconData = (\{.*\});/.exec(source)?.[1];
  if (!found) throw new Error(`the icon “${name}” is drawn otherwise than expected`);
  return JSON.parse(found)
    .node.map(([tag, attributes]) => {
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
      return `<${tag}${written.join('')}/>`;
    })
    .join('');
}

/** For Vite. */
export const icons = () => ({
  name: 'icons',
  enforce: 'pre',
  resolveId: (id) => (id.startsWith(NAME) ? `\0${id}` : undefined),
  load(id) {
    if (!id.startsWith(`\0${NAME}`)) return undefined;
    const name = id.slice(NAME.length + 1);
    const made = JSON.stringify(resolve(root, 'src/icon'));
    return `import { icon } from ${made};\nexport default /* @__PURE__ */ icon(${JSON.stringify(lines(name))}, ${JSON.stringify(name)});`;
  },
});
