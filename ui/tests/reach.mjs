// What somebody can reach, in a real browser on the mock: text of their size, notices over dialogs, and the reason
// instead of a field that is not there. Needs `npm run build:mock`.
import assert from 'node:assert/strict';
import { suite } from './suite.mjs';

const { test: run, end } = await suite('reach', { patience: 10_000 });
const test = (name, hash, body) => run(name, { hash }, body);
const by = (id) => `[data-testid="${id}"]`;
const rootSize = (page) => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);

await test('an open menu lies above the next card, and goes with what it belongs to', 'home', async (page) => {
  for (const menu of await page.locator(by('post-menu')).all()) {
    if (!(await menu.isVisible())) continue;
    await menu.click();
    const covered = await page.locator('[role=menu] [role=menuitem]').evaluateAll((items) =>
      items.filter((item) => {
        const { x, y, width, height } = item.getBoundingClientRect();
        return !item.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      }),
    );
    assert.equal(covered.length, 0);
    await page.keyboard.press('Escape');
  }
  await page.locator(by('post-menu')).first().click();
  await page.mouse.move(700, 600);
  await page.mouse.wheel(0, 60);
  await page.waitForFunction(() => {
    const [button, list] = ['[aria-expanded=true]', '[role=menu]'].map((css) =>
      document.querySelector(css)?.getBoundingClientRect(),
    );
    return button && list && button.top < 120 && Math.abs(list.top - button.bottom) < 16;
  });
  await page.mouse.wheel(0, 2_000);
  await page.locator('[role=menu]').waitFor({ state: 'detached' });
});
await test('text is as large as was chosen, also before the next first paint', 'settings', async (page) => {
  assert.equal(await rootSize(page), '16px');
  const before = await page.locator(by('settings-text-200')).boundingBox();
  await page.locator(by('settings-text-200')).click();
  assert.equal(await rootSize(page), '32px');
  assert.equal(await page.locator(by('settings-text-200')).getAttribute('aria-checked'), 'true');
  const after = await page.locator(by('settings-text-200')).boundingBox();
  assert.ok(after.height > before.height * 1.5, 'what holds the words grows with them');
  await page.addInitScript(() => {
    new MutationObserver((_, watch) => {
      if (!document.body) return;
      window.atFirst = document.documentElement.style.fontSize;
      watch.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  await page.waitForSelector('main');
  assert.equal(await page.evaluate(() => window.atFirst), '200%');
});

await test('a notice lies over a dialog, and can be pressed', 'me', async (page) => {
  await page.locator(by('post-menu')).first().click();
  await page.locator(by('post-delete')).click();
  await page.waitForSelector(by('toast-action'));
  await page.keyboard.press('?');
  await page.waitForSelector(by('shortcuts'));
  const onTop = await page.locator(by('toast-action')).evaluate((button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2) === button;
  });
  assert.ok(onTop, 'nothing dims it');
  await page.locator(by('toast-action')).click();
  await page.waitForSelector(by('toast'), { state: 'detached' });
  await page.keyboard.press('Escape');
  await page.waitForSelector(by('shortcuts'), { state: 'detached' });
  assert.equal(await page.locator('body [role=status][popover]').count(), 1, 'it came back out of the dialog');
  await page.locator(by('post-menu')).first().click();
  await page.locator(by('post-delete')).click();
  await page.waitForSelector(by('toast'));
});

const post = (n) => `post/00000003-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
await test('C leads to the field, or to the reason why there is none', post(3), async (page, open) => {
  await page.waitForSelector(by('comment-input'));
  await page.keyboard.press('c');
  await page.waitForFunction((field) => document.activeElement?.matches(field), by('comment-input'));
  for (let n = 0; n < 12; n += 1) {
    await open(post(n));
    await page.waitForSelector('[data-comment]');
    if (await page.locator(by('comment-closed')).count()) break;
  }
  await page.locator('main').focus();
  await page.keyboard.press('c');
  await page.waitForFunction((reason) => document.activeElement?.matches(reason), by('comment-closed'));
});

await end();
