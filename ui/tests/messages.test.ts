// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

type Message = string | { match: Record<string, string>; declarations: string[]; selectors: string[] }[];
const at = (path: string) => resolve(import.meta.dirname, '..', path);
const read = (path: string) => JSON.parse(readFileSync(at(path), 'utf8')) as Record<string, Message>;

const files = readdirSync(at('messages'));
const features = [...new Set(files.map((file) => file.split('.')[0] as string))];
const texts = (message: Message): string[] =>
  typeof message === 'string' ? [message] : message.flatMap((one) => Object.values(one.match));
const placeholders = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] as string));
const union = (message: Message) => [...new Set(texts(message).flatMap((text) => [...placeholders(text)]))].sort();

test('the compiler knows every file', () => {
  const settings = JSON.parse(readFileSync(at('project.inlang/settings.json'), 'utf8')) as {
    'plugin.inlang.messageFormat': { pathPattern: string[] };
  };
  const known = settings['plugin.inlang.messageFormat'].pathPattern.map((path) =>
    path.replace(/^\.\/messages\/(\w+)\..*/, '$1'),
  );
  expect(known.sort()).toEqual([...features].sort());
});

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
    for (const key of Object.keys(en)) expect(union(zh[key] as Message), key).toEqual(union(en[key] as Message));
  });
  test('nothing is empty or untranslated', () => {
    for (const key of Object.keys(en)) {
      for (const text of [...texts(en[key] as Message), ...texts(zh[key] as Message)])
        expect(text.trim(), key).not.toBe('');
      // Words in English are Latin; Chinese may be numbers, names and signs only, but not an English sentence.
      for (const text of texts(zh[key] as Message)) {
        expect(/[a-z]{3,} [a-z]{2,} [a-z]{2,}/i.test(text.replace(/\{\w+\}/g, '')), `${key}: ${text}`).toBe(false);
      }
    }
  });
  test('bold parts are closed, and stand for the same things', () => {
    for (const key of Object.keys(en)) {
      for (const text of [...texts(en[key] as Message), ...texts(zh[key] as Message)]) {
        expect(text.split('<b>').length, key).toBe(text.split('</b>').length);
      }
    }
  });
  test('plurals say every form of English', () => {
    for (const [key, message] of Object.entries(en)) {
      if (typeof message === 'string') continue;
      for (const { match } of message) {
        const forms = Object.keys(match).map((form) => form.replace(/^\w+=/, ''));
        expect(forms.sort(), key).toEqual(['one', 'other']);
      }
    }
  });
});

test('no words stand in the code', () => {
  const sources = readdirSync(at('src'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.svelte') && !path.includes('paraglide'),
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
