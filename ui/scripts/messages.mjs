// Messages to functions. `messages/<feature>.<language>.json` holds ICU MessageFormat: `{name}` and
// `{count, plural, one {# ...} other {...}}` without `#`, nesting or quoting, which nothing here needs. Each key becomes a
// function of `src/messages.ts` that speaks the language of the moment; what is left out of one language, or asks
// for something else there, does not compile. Written by hand because the usual compiler brings 470 MB of packages.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, 'messages');
const target = resolve(root, 'src/messages.ts');
export const LANGUAGES = ['en', 'zh-Hans'];

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

const quote = (text) => text.replace(/[\\`]/g, '\\$&').replace(/\$\{/g, '\\${');

/** @param {Part[]} parts @param {string} language @returns {string} */
function code(parts, language) {
  const text = parts.map((part) => {
    if (typeof part === 'string') return quote(part);
    if (!('forms' in part)) return `\${i.${part.name}}`;
    const forms = Object.entries(part.forms).map(([form, inner]) => `${form}: ${code(inner, language)}`);
    return `\${plural(i.${part.name}, { ${forms.join(', ')} })}`;
  });
  return `\`${text.join('')}\``;
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

/** The module, as text. */
export function generate() {
  const [en, zh] = LANGUAGES.map(read);
  const lines = [
    '// Made from messages/ by scripts/messages.mjs. Change those, not this.',
    "import { spoken } from './language.svelte';",
    '',
    'type Value = string | number;',
    "const say = (en: string, zh: string): string => (spoken() === 'en' ? en : zh);",
    // Chinese has one form, so the rules are those of English; the parser asks for `other`.
    "const rules = new Intl.PluralRules('en');",
    'const plural = (n: number, forms: { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>): string =>',
    '  forms[rules.select(n)] ?? forms.other;',
    '',
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
    const input = [...asked].map(([name, type]) => `${name}: ${type}`).join('; ');
    lines.push(
      `export const ${key} = (${input && `i: { ${input} }`}): string => say(${code(parts, 'en')}, ${code(other, 'zh-Hans')});`,
    );
  }
  for (const key of zh.keys()) if (!en.has(key)) throw new Error(`“${key}” has no English`);
  return lines.join('\n') + '\n';
}

/** Writes the module when it is another one. */
export function write() {
  const made = generate();
  if (!existsSync(target) || readFileSync(target, 'utf8') !== made) writeFileSync(target, made);
}

/** For Vite: at the start, and whenever a message changes. */
export const messages = () => ({
  name: 'messages',
  buildStart: write,
  configureServer(server) {
    server.watcher.add(folder);
    server.watcher.on('change', (path) => {
      if (path.startsWith(folder)) write();
    });
  },
});

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) write();
