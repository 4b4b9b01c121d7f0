// @vitest-environment node
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compile } from 'svelte/compiler';
import { parseAst } from 'vite';
import { describe, expect, test } from 'vitest';
import { gathered, lean, settled } from '../scripts/lean.mjs';
import { placed } from '../scripts/messages.mjs';
import { marked, unmarked } from '../scripts/words.mjs';

const keys = ['tip_title', 'tip_of', 'tip_done'];
const script =
  "<script>import * as m from '../../messages'; import Part from './Part.svelte'; let { x } = $props();</script>";
const marks = (template: string) => marked(script + template, keys).slice(script.length);
/** As the build makes a module of a component. */
function built(template: string): string {
  const { js } = compile(marked(script + template, keys), { runes: true, generate: 'client', filename: 'A.svelte' });
  const code = placed(js.code, keys);
  const words = unmarked(code, parseAst(code));
  return lean(words, parseAst(words));
}

describe('a message that asks for nothing', () => {
  test('is marked between tags and as an attribute', () => {
    expect(marks('<p>{m.tip_title()}</p>')).toBe('<p>~0~</p>');
    expect(marks('{#if x}{m.tip_title()}: {m.tip_done()}{/if}')).toBe('{#if x}~0~: ~2~{/if}');
    expect(marks('<i title={m.tip_title()}></i><Part name={m.tip_done()} />')).toBe(
      '<i title="~0~"></i><Part name="~2~" />',
    );
  });
  test('is left where it stands beside what moves, or is a value', () => {
    for (const as of [
      '<p>{m.tip_title()} {x}</p>',
      '<p>{m.tip_of({ x })}</p>',
      '<option>{m.tip_title()}</option>',
      '<input value={m.tip_title()} />',
      '<p class={m.tip_title()}>{other.tip_title()}</p>',
    ])
      expect(marks(as)).toBe(as);
  });
  test('is written down by the template that it stands in', () => {
    expect(built('<p>{m.tip_title()}</p>')).toContain('m.worded($.from_html, `<p>~0~</p>`)');
    expect(built('<Part name={m.tip_done()} />')).toContain('name: m.word(2)');
    expect(built('<Part>{m.tip_title()}</Part>')).toMatch(/children: m\.writing\(0\)/);
    expect(built('{#if x}{m.tip_title()}{/if}')).toContain('m.writing(0)');
  });
});

describe('a built component', () => {
  test('keeps no place for what a server drew', () => {
    const made = built('<p>{x}</p><div><b>a</b><!-- --> {x}<input value={x} /></div>');
    expect(made).not.toMatch(/\$\.(reset|next|remove_input_defaults)|\$\.child\(\w+, true\)|, true\)/);
    expect(made).toContain('$.child(');
  });
  test('says a message where it is shown', () => {
    expect(built('<p>{x} {m.tip_of({ x })}</p>')).toMatch(/template_effect\(\(\) => .*m\.say\(1, \{ x:/);
    expect(built('<Part name={m.tip_of({ x })} />')).toMatch(/get name\(\) \{\s*return m\.say\(1, /);
  });
  test('hands over a remembered value that is no message as it was', () => {
    expect(built('<Part name={[x].map(String)} />')).toContain('$.derived(');
  });
});

test('the flags of the runtime are there to be settled', () => {
  const root = resolve(import.meta.dirname, '../node_modules/svelte/src/internal');
  for (const path of ['client/dom/hydration.js', 'flags/index.js']) {
    const made = settled(readFileSync(`${root}/${path}`, 'utf8'), `/a/svelte/src/internal/${path}`) ?? '';
    expect(made).toMatch(/export const (hydrating|async_mode_flag) = false;/);
    expect(made).not.toMatch(/^\t(hydrating|\w+_flag) = /m);
  }
  expect(settled('', '/a/svelte/src/internal/client/index.js')).toBeUndefined();
  expect(() => settled('', '/a/svelte/src/internal/flags/legacy.js')).toThrow();
});

test('functions are gathered, and everything else stays in its order', () => {
  const code =
    "import { a } from './a';var x=a(`<p>`);function f(){return x}var y=f();async function g(){}export{f,y};";
  expect(gathered(code, parseAst(code)).split('\n')).toEqual([
    "import { a } from './a';",
    'function f(){return x}async function g(){}',
    'var x=a(`<p>`);',
    'var y=f();',
    'export{f,y};',
  ]);
});
