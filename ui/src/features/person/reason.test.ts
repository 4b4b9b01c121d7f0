import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import type { CommandError } from '../../bindings/CommandError';
import Reason from './Reason.svelte';

const mounted: Record<string, unknown>[] = [];
afterEach(() => mounted.splice(0).forEach((one) => void unmount(one)));

const refused = (field: 'note' | 'amount'): CommandError => ({
  code: 'invalid',
  fields: [{ field, rule: 'too_small' }],
  retry_after: null,
  gate: null,
  tries_left: null,
});

function shown(error: CommandError) {
  const target = document.createElement('div');
  document.body.replaceChildren(target);
  mounted.push(mount(Reason, { target, props: { reason: 'short', error, hint: '' } }));
  flushSync();
  const area = target.querySelector('textarea');
  if (!area) throw new Error('there is nowhere to write');
  const type = (text: string) => {
    area.value = text;
    area.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
  };
  return { area, type, said: () => target.querySelector('[role="alert"]')?.textContent?.trim() };
}

test('what was wrong with a reason is not said of what is typed after it', () => {
  const { area, type, said } = shown(refused('note'));
  expect(said()).toMatch(/ten characters/);
  expect(area.getAttribute('aria-invalid')).toBe('true');
  type('long enough to be understood');
  expect(said()).toBeUndefined();
  expect(area.hasAttribute('aria-invalid')).toBe(false);
});

test('what was wrong with something else stays', () => {
  const { type, said } = shown(refused('amount'));
  type('another reason');
  expect(said()).toBeDefined();
});
