// What the compiler writes for pages that a server drew first, or that it cannot know to be cheap, taken out of the
// built page. Nothing here changes what a component does:
// - no server draws this page, so nothing is ever hydrated: the calls that keep the place while hydrating go, and the
//   runtime's flag for it becomes a constant, by which the bundler drops the code behind it;
// - the compiler remembers the value of every call in a template. Saying a message is cheaper than remembering it.
import { LANGUAGES, placed, read } from './messages.mjs';
import { edited, marked, unmarked, walk } from './words.mjs';

/** Calls that do something only while a page of a server is taken over. */
const HYDRATING = new Set(['reset', 'next', 'remove_input_defaults', 'remove_textarea_child']);
/** Functions of the runtime, and how many arguments of theirs matter otherwise. */
const MATTERING = { child: 1, only_child: 1, first_child: 1, sibling: 2 };

const of = (node) =>
  node?.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee.object.name === '$'
    ? node.callee.property.name
    : undefined;

/** A compiled component, without what this page never needs. @param {string} code @param {object} tree */
export function lean(code, tree) {
  const edits = [];
  const text = (node) => code.slice(node.start, node.end);
  walk(tree, (node) => {
    if (node.type === 'ExpressionStatement' && HYDRATING.has(of(node.expression))) {
      edits.push([node.start, node.end, '']);
      return false;
    }
    const called = of(node);
    if (called in MATTERING && node.arguments.length > MATTERING[called]) {
      const from = node.arguments[MATTERING[called] - 1];
      const one = called === 'sibling' && from.value === 1;
      edits.push([one ? node.arguments[0].end : from.end, node.end - 1, '']);
    }
    if (called === 'template_effect') {
      const found = inlined(node, text);
      edits.push(...found);
      return found.length === 0 ? undefined : false;
    }
    if (node.type === 'BlockStatement') edits.push(...handed(node, text));
    if (node.type === 'ObjectExpression') {
      const at = node.properties.findIndex((one) => one.key?.name === '$$slots');
      // Only components of an older kind look at it, and there are none.
      if (at > 0) edits.push([node.properties[at - 1].end, node.properties[at].end, '']);
    }
    return undefined;
  });
  return edited(code, edits);
}

/** The edits that put what an effect of a template shows into the effect itself. */
function inlined(effect, text) {
  const [shows, values, ...others] = effect.arguments;
  if (others.length > 0 || values?.type !== 'ArrayExpression') return [];
  const uses = new Map(shows.params.map(({ name }) => [name, []]));
  walk(shows.body, (node) => {
    if (node.type === 'Identifier') uses.get(node.name)?.push(node);
  });
  const found = shows.params.map(({ name }, at) => [uses.get(name), values.elements[at]]);
  const plain = ([places, value]) =>
    places.length === 1 &&
    value?.type === 'ArrowFunctionExpression' &&
    !value.async &&
    value.body.type !== 'BlockStatement';
  if (!found.every(plain)) return [];
  return [
    [shows.params[0].start, shows.params.at(-1).end, ''],
    ...found.map(([[place], value]) => [place.start, place.end, `(${text(value.body)})`]),
    [shows.end, values.end, ''],
  ];
}

/** The edits that hand a message to a component as it is said, where it was remembered to be handed over once. */
function handed(block, text) {
  const edits = [];
  for (const declared of block.body.filter(({ type }) => type === 'VariableDeclaration')) {
    const rest = declared.declarations.filter(({ id, init }) => {
      const says =
        of(init) === 'derived' && init.arguments[0].type === 'ArrowFunctionExpression' && init.arguments[0].body;
      if (!says || !/^m\.say\(/.test(text(says)) || says.type !== 'CallExpression') return true;
      const reads = [];
      let others = 0;
      walk(block, (node) => {
        if (of(node) === 'get' && node.arguments[0].name === id.name) reads.push(node);
        else if (node.type === 'Identifier' && node.name === id.name) others += 1;
        return of(node) === 'get' ? false : undefined;
      });
      // Once where it is declared.
      if (reads.length !== 1 || others !== 1) return true;
      edits.push([reads[0].start, reads[0].end, text(says)]);
      return false;
    });
    if (rest.length < declared.declarations.length)
      edits.push([
        declared.start,
        declared.end,
        rest.length > 0 ? `${declared.kind} ${rest.map(text).join(', ')};` : '',
      ]);
  }
  return edits;
}

/** Flags of the runtime that nothing in this page sets. */
const NEVER = [
  [/svelte\/src\/internal\/client\/dom\/hydration\.js$/, ['hydrating']],
  [/svelte\/src\/internal\/flags\/index\.js$/, ['async_mode_flag', 'legacy_mode_flag', 'tracing_mode_flag']],
];

/** A module of the runtime with its flags as constants, `undefined` for any other. @param {string} code @param {string} id */
export function settled(code, id) {
  const path = id.replaceAll('\\', '/');
  if (/svelte\/src\/internal\/flags\/(async|legacy|tracing)\.js$/.test(path)) throw new Error(`${path} is asked for`);
  // No component is an element of its own; what would make it one is not dropped by itself.
  if (/svelte\/src\/internal\/client\/dom\/elements\/custom-element\.js$/.test(path))
    return 'export const create_custom_element = undefined;';
  const flags = NEVER.find(([module]) => module.test(path))?.[1];
  if (!flags) return undefined;
  let done = code;
  for (const flag of flags) {
    const declared = `export let ${flag} = false;`;
    if (!done.includes(declared)) throw new Error(`${id} has no ${flag}`);
    done = done
      .replace(declared, `export const ${flag} = false;`)
      .replace(new RegExp(`^\\t+${flag} = \\w+;$`, 'gm'), '');
  }
  return done;
}

/**
 * A script with its functions first, which is where they are anyway. What is alike stands together then, and packs better:
 * templates with templates, functions with functions. @param {string} code @param {object} tree
 */
export function gathered(code, tree) {
  const of = (wanted) => tree.body.filter(({ type }) => wanted(type)).map(({ start, end }) => code.slice(start, end));
  const [imported, made] = ['ImportDeclaration', 'FunctionDeclaration'];
  const rest = of((type) => type !== imported && type !== made);
  return [...of((type) => type === imported), of((type) => type === made).join(''), ...rest].join('\n');
}

const keys = [...read(LANGUAGES[0]).keys()];

/** For Vite, when it builds: before the compiler of components, and after every other plugin has made its module. */
export const building = () => [
  {
    name: 'marking',
    apply: 'build',
    enforce: 'pre',
    transform: (code, id) => {
      if (/\/src\/[^?]*\.svelte$/.test(id)) return { code: marked(code, keys), map: null };
      const constant = settled(code, id);
      return constant === undefined ? undefined : { code: constant, map: null };
    },
  },
  {
    name: 'placing',
    apply: 'build',
    enforce: 'post',
    transform(code) {
      let made = placed(code, keys);
      if (!made.includes('svelte/internal/client')) return { code: made, map: null };
      made = unmarked(made, this.parse(made));
      return { code: lean(made, this.parse(made)), map: null };
    },
  },
  {
    name: 'gathering',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk') chunk.code = gathered(chunk.code, this.parse(chunk.code));
    },
  },
];
