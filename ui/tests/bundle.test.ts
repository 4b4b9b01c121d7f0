// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(ts|svelte)$/.test(path));

test('only `platform` knows the shell', () => {
  const knowing = files.filter((path) => readFileSync(`${source}/${path}`, 'utf8').includes('@tauri-apps'));
  expect(knowing.filter((path) => !path.startsWith('platform/'))).toEqual([]);
  expect(knowing).not.toEqual([]);
});

test('nothing that ships imports the mock', () => {
  const importing = files.filter(
    (path) =>
      !path.startsWith('platform/mock') &&
      !path.endsWith('.test.ts') &&
      /from '.*platform\/mock|from '.*\/mock\//.test(readFileSync(`${source}/${path}`, 'utf8')),
  );
  expect(importing).toEqual([]);
});
