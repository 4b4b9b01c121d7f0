// Messages to functions and texts. `messages/<feature>.<language>.json` holds ICU MessageFormat: `{name}` and
// `{count, plural, one {# ...} other {...}}` without `#`, nesting or quoting, which nothing here needs. Each key becomes a
// function of `src/messages.ts` that speaks the language of the moment; what is left out of one language, or asks
// for something else there, does not compile. The texts go into the page as data, which a browser reads much faster
// than code. Written by hand because the usual compiler brings 470 MB of packages.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, 'messages');
const target = resolve(root, 'src/messages.ts');
export const LANGUAGES = ['en', 'zh-Hans'];
/** What codes say is asked for by the code: `command_offline`. */
const NAMED =
  /^(command|server|rule|refusal|return|report|payment_(refused|state|top_up|cash_out)|wallet_(kind|group)|finance_(act|difference|kind|state|escrow)|order_(act|done|role)|outbox_kind|known_(kind|age|right|part|raises|level|sees)|clause_role|category|device|transfer_(refusal|return|own)|(console|apply)_state|gates_(joining|gain|lose)|limits_title|request_state)_/;

/** @typedef {string | { name: string } | { name: string, forms: Record<string, Part[]> }} Part */

/** Parses a message. @param {string} text @returns {Part[]} */
export function parse(text) {
  if (typeof text !== 'string') throw new Error('a message is ICU text: {count, plural, one {...} other {...}}');
  let at = 0;
  const fail = (why) => {
    throw new Error(`${why} at ${at} in “${text}”`);
  };
  const skip = () => {
    while (/\s/.test(text[at] ?? '')) at += 1;
  };
  const word = () => {
    skip();
    const found = /^\w+/.exec(text.slice(at))?.[0] ?? fail('a name is missing');
    at += found.length;
    skip();
    return found;
  };
  const expect = (sign) => {
    if (text[at] !== sign) fail(`“${sign}” is missing`);
    at += 1;
  };
  const argument = () => {
    expect('{');
    const name = word();
    if (text[at] === '}') {
      at += 1;
      return { name };
    }
    expect(',');
    if (word() !== 'plural') fail('only plurals are known');
    expect(',');
    const forms = {};
    for (skip(); text[at] !== '}'; skip()) {
      const form = word();
      expect('{');
      forms[form] = parts(true);
      expect('}');
    }
    at += 1;
    if (!forms.other) fail('the form “other” is missing');
    return { name, forms };
  };
  const parts = (inside) => {
    const found = [];
    while (at < text.length) {
      if (text[at] === '{') {
        found.push(argument());
      } else if (text[at] === '}') {
        if (inside) return found;
        fail('“}” has no beginning');
      } else {
        const end = text.slice(at).search(/[{}]/);
        found.push(end < 0 ? text.slice(at) : text.slice(at, at + end));
        at = end < 0 ? text.length : at + end;
      }
    }
    if (inside) fail('“}” is missing');
    return found;
  };
  return parts(false);
}

/** Its placeholders and what they are. @param {Part[]} parts @returns {Map<string, 'Value' | 'number'>} */
export function placeholders(parts) {
  const found = new Map();
  for (const part of parts) {
    if (typeof part === 'string') continue;
    if (!('forms' in part)) {
      if (!found.has(part.name)) found.set(part.name, 'Value');
      continue;
    }
    found.set(part.name, 'number');
    for (const form of Object.values(part.forms)) {
      for (const [name, type] of placeholders(form)) if (found.get(name) !== 'number') found.set(name, type);
    }
  }
  return found;
}

/** As it goes into the page: text with `{name}` in it, or a list of such texts and choices. @param {Part[]} parts */
function text(parts) {
  const pieces = [];
  for (const part of parts) {
    if (typeof part === 'object' && 'forms' in part) {
      const forms = Object.entries(part.forms).map(([form, inner]) => [form, text(inner)]);
      pieces.push({ by: part.name, ...Object.fromEntries(forms) });
    } else {
      const plain = typeof part === 'string' ? part : `{${part.name}}`;
      if (typeof pieces.at(-1) === 'string') pieces.push(pieces.pop() + plain);
      else pieces.push(plain);
    }
  }
  return pieces.length === 1 && typeof pieces[0] === 'string' ? pieces[0] : pieces;
}

/** All messages of a language by key. */
export function read(language) {
  const all = new Map();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith(`.${language}.json`)) continue;
    for (const [key, text] of Object.entries(JSON.parse(readFileSync(resolve(folder, file), 'utf8')))) {
      if (all.has(key)) throw new Error(`“${key}” is in two files`);
      all.set(key, parse(text));
    }
  }
  return all;
}

/** The module, as text: a function a key, typed by what its message asks for. */
export function generate() {
  const [en, zh] = LANGUAGES.map(read);
  const lines = [
    '// Made from messages/ by scripts/messages.mjs. Change those, not this.',
    "import { named as find, say, saying, type Value } from './say';",
    '',
    'export { say, saying };',
  ];
  for (const [key, parts] of en) {
    const other = zh.get(key);
    if (!other) throw new Error(`“${key}” has no Chinese`);
    const asked = placeholders(parts);
    const there = placeholders(other);
    if (
      [...asked.keys()].sort().join() !==
      [...new Set([...there.keys(), ...(asked.has('count') ? ['count'] : [])])].sort().join()
    ) {
      throw new Error(`“${key}” asks for other things in Chinese`);
    }
    const at = [...en.keys()].indexOf(key);
    const input = [...asked].map(([name, type]) => `${name}: ${type}`).join('; ');
    lines.push(
      input
        ? `export const ${key} = (i: { ${input} }): string => say(${at}, i);`
        : `export const ${key} = (): string => say(${at});`,
    );
  }
  const named = [...en].filter(([key, parts]) => NAMED.test(key) && placeholders(parts).size === 0);
  lines.push(
    `type Named = ${named.map(([key]) => `'${key}'`).join(' | ')};`,
    'export const named = (key: Named): string | undefined => find(key);',
  );
  for (const key of zh.keys()) if (!en.has(key)) throw new Error(`“${key}” has no English`);
  return lines.join('\n') + '\n';
}

/** The texts of every language, in the order of the module's functions, and where among them the named ones are. */
export function texts() {
  const keys = [...read(LANGUAGES[0]).keys()];
  const made = LANGUAGES.map((language) => {
    const all = read(language);
    return [language, keys.map((key) => text(all.get(key)))];
  });
  const named = keys.map((key, at) => [key, at]).filter(([key]) => NAMED.test(key));
  return { ...Object.fromEntries(made), named: Object.fromEntries(named) };
}

/** Writes the module when it is another one. */
export function write() {
  const made = generate();
  if (!existsSync(target) || readFileSync(target, 'utf8') !== made) writeFileSync(target, made);
}

/**
 * A module in which each message that is said stands as its place among the texts. As functions of one module, imported
 * by every other, they would be a twelfth of all code.
 * @param {string} code @param {string[]} keys
 */
export function placed(code, keys) {
  if (!/import \* as m from ["'][^"']*\/messages["']/.test(code)) return code;
  const places = new Map(keys.map((key, at) => [key, at]));
  return code.replace(/\bm\.(\w+)\b(?:(\()(\s*\))?)?/g, (said, key, call, nothing) => {
    const at = places.get(key);
    if (at === undefined) return said;
    if (!call) return `m.saying(${at})`;
    return nothing === undefined ? `m.say(${at}, ` : `m.say(${at})`;
  });
}

/** For Vite: at the start, and whenever a message changes. */
export const messages = () => ({
  name: 'messages',
  buildStart: write,
  transformIndexHtml: () =>
    Object.entries(texts()).map(([part, held]) => ({
      tag: 'script',
      attrs: { type: 'application/json', id: `texts-${part}` },
      // No text can end the element that it stands in.
      children: JSON.stringify(held).replaceAll('<', '\\u003c'),
      injectTo: 'body-prepend',
    })),
  configureServer(server) {
    server.watcher.add(folder);
    server.watcher.on('change', (path) => {
      if (path.startsWith(folder)) write();
    });
  },
});

/** For Vite, when it builds: after every other plugin has made its module. */
export const placing = () => {
  const keys = [...read(LANGUAGES[0]).keys()];
  return {
    name: 'placing',
    apply: 'build',
    enforce: 'post',
    transform: (code) => ({ code: placed(code, keys), map: null }),
  };
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) write();
