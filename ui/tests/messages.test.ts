// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generate, parse, type Part, placed, placeholders, texts } from '../scripts/messages.mjs';

const at = (path: string) => resolve(import.meta.dirname, '..', path);
const read = (path: string) => JSON.parse(readFileSync(at(path), 'utf8')) as Record<string, string>;

const features = [...new Set(readdirSync(at('messages')).map((file) => file.split('.')[0] as string))];
/** Every text that a message can come out as, placeholders still in it. */
function wordings(parts: Part[]): string[] {
  return parts.reduce<string[]>(
    (so, part) => {
      const next =
        typeof part === 'string'
          ? [part]
          : 'forms' in part
            ? Object.values(part.forms).flatMap(wordings)
            : [`{${part.name}}`];
      return so.flatMap((before) => next.map((after) => before + after));
    },
    [''],
  );
}

test('no key is in two files', () => {
  const seen = new Map<string, string>();
  for (const feature of features) {
    for (const key of Object.keys(read(`messages/${feature}.en.json`))) {
      expect(seen.get(key), key).toBeUndefined();
      seen.set(key, feature);
    }
  }
});

describe.each(features)('%s', (feature) => {
  const en = read(`messages/${feature}.en.json`);
  const zh = read(`messages/${feature}.zh-Hans.json`);

  test('both languages have the same keys', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });
  test('and the same placeholders', () => {
    for (const key of Object.keys(en)) {
      // `count` chooses a form; Chinese has one form and need not ask.
      const asked = (text: string) => [...placeholders(parse(text)).keys()].filter((name) => name !== 'count').sort();
      expect(asked(zh[key] as string), key).toEqual(asked(en[key] as string));
    }
  });
  test('nothing is empty or untranslated', () => {
    for (const key of Object.keys(en)) {
      for (const text of [...wordings(parse(en[key] as string)), ...wordings(parse(zh[key] as string))])
        expect(text.trim(), key).not.toBe('');
      // Chinese may be numbers, names and signs only, but not an English sentence.
      for (const text of wordings(parse(zh[key] as string))) {
        expect(/[a-z]{3,} [a-z]{2,} [a-z]{2,}/i.test(text.replace(/\{\w+\}/g, '')), `${key}: ${text}`).toBe(false);
      }
    }
  });
  test('bold parts are closed', () => {
    for (const key of Object.keys(en)) {
      for (const text of [...wordings(parse(en[key] as string)), ...wordings(parse(zh[key] as string))]) {
        expect(text.split('<b>').length, key).toBe(text.split('</b>').length);
      }
    }
  });
  test('plurals say every form of English', () => {
    for (const [key, text] of Object.entries(en)) {
      for (const part of parse(text)) {
        if (typeof part === 'object' && 'forms' in part)
          expect(Object.keys(part.forms).sort(), key).toEqual(['one', 'other']);
      }
    }
  });
});

describe('the compiler', () => {
  test('reads plurals with placeholders inside', () => {
    expect(parse('{count, plural, one {{n} post} other {{n} posts}} here')).toEqual([
      { name: 'count', forms: { one: [{ name: 'n' }, ' post'], other: [{ name: 'n' }, ' posts'] } },
      ' here',
    ]);
  });
  test.each(['{', '{a', 'a}', '{a, select, x {y}}', '{n, plural, one {x}}', '{n, plural, one {x} other {y}'])(
    'refuses %s',
    (text) => {
      expect(() => parse(text)).toThrow();
    },
  );
  test('writes no text into code', () => {
    const lines = generate()
      .split('\n')
      .filter((line) => line.startsWith('export const '));
    // And the head, and what is asked for by name.
    expect(generate().trim().split('\n').length).toBe(lines.length + 5);
    expect(lines.pop()).toMatch(/^export const named = /);
    expect(lines.length).toBe(texts().en.length);
    for (const line of lines)
      expect(line).toMatch(/^export const \w+ = \((i: \{[\w:;| ]+\})?\): string => say\(\d+(, i)?\);$/);
  });
});

test('no words stand in the code', () => {
  const sources = readdirSync(at('src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.svelte'),
  );
  expect(sources.length).toBeGreaterThan(30);
  for (const path of sources) {
    const template = readFileSync(at(`src/${path}`), 'utf8')
      .replace(/<script[\s\S]*?<\/script>/g, '')
      .replace(/<style[\s\S]*?<\/style>/g, '')
      .replace(/<!--[\s\S]*?-->/g, '');
    const text = [...template.matchAll(/>([^<>{}]*)</g)]
      .map((found) => (found[1] as string).trim())
      .filter((found) => /[a-z]{3}|[\u4e00-\u9fff]/i.test(found));
    // Arrow functions in attributes look like text between tags.
    const words = text.filter((found) => /^[A-Z\u4e00-\u9fff][^=;()]*$/.test(found));
    expect(words, path).toEqual([]);
    const attributes = [...template.matchAll(/\s(?:aria-label|title|placeholder|alt)="([^"{]*[a-z]{3}[^"{]*)"/gi)].map(
      (found) => found[1],
    );
    expect(attributes, path).toEqual([]);
  }
});

describe('a message that is built in', () => {
  const imported = "import * as m from '../../messages';\n";
  const keys = ['tip_title', 'tip_of'];
  const built = (code: string) => placed(imported + code, keys).slice(imported.length);

  test('is said by its place', () => {
    expect(built('m.tip_title()')).toBe('m.say(0)');
    expect(built('m.tip_of({ spent, limit })')).toBe('m.say(1, { spent, limit })');
    expect(built('{ a: m.tip_title, b: m.tip_of }')).toBe('{ a: m.saying(0), b: m.saying(1) }');
  });
  test('is one, and of the module', () => {
    expect(built('m.tip_titles() + am.tip_title() + m.say(3)')).toBe('m.tip_titles() + am.tip_title() + m.say(3)');
    expect(placed('m.tip_title()', keys)).toBe('m.tip_title()');
  });
});
