import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runInThisContext } from 'node:vm';
import { beforeEach, expect, test } from 'vitest';
import { look } from './look';
import { chooseText, textSize } from './text.svelte';

const at = (path: string) => resolve(import.meta.dirname, '..', path);
const boot = () => void runInThisContext(readFileSync(at('public/boot.js'), 'utf8'));
const shown = () => document.documentElement.style.fontSize;

beforeEach(() => {
  localStorage.clear();
  document.documentElement.removeAttribute('style');
});

test('a chosen text size is there before the next first paint', () => {
  chooseText(150);
  expect(textSize()).toBe(150);
  document.documentElement.removeAttribute('style');
  boot();
  expect(shown()).toBe('150%');
});
test('settings that arrive leave it', () => {
  chooseText(130);
  look({
    theme: 'dark',
    language: 'en',
    letter_keys: true,
    last_route: '',
    media_cap_bytes: 1,
    tip_presets: [],
    tip_privacy: 'author_only',
    hide_amounts: false,
  });
  document.documentElement.removeAttribute('style');
  boot();
  expect(shown()).toBe('130%');
});
test.each([
  ['nothing', undefined],
  ['a size that cannot be chosen', '{"text":900}'],
  ['no number', '{"text":"150%;x"}'],
  ['a damaged entry', '{'],
])('%s is as the system says', (_, entry) => {
  if (entry !== undefined) localStorage.setItem('circles.look', entry);
  boot();
  expect(shown()).toBe('');
});
test('no size of type is fixed', () => {
  const styled = readdirSync(at('src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(svelte|css)$/.test(path),
  );
  // The letters of a face stay in the face.
  const faces = /(Avatar|CircleIcon)\.svelte$/;
  const fixed = styled
    .filter((path) => !faces.test(path))
    .flatMap((path) =>
      readFileSync(at(`src/${path}`), 'utf8')
        .split('\n')
        .filter((line) => /^\s*(font|font-size|line-height|--t-[\w-]+):.*\dpx/.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
  expect(fixed).toEqual([]);
});
