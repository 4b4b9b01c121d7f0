// How the interface behaves in a real browser, on the mock: places are kept, nothing jumps, undo undoes, the keyboard
// reaches everything and the focus comes back. Needs `npm run build:mock`.
import assert from 'node:assert/strict';
import { suite } from './suite.mjs';

const { test, end } = await suite('behaviour', { settle: (page) => page.waitForTimeout(300) });

const by = (id) => `[data-testid="${id}"]`;
const scrollTo = (page, y) => page.evaluate((to) => document.querySelector('.panes').scrollTo(0, to), y);
/** The first post that is seen, and how far its top is from the window's. */
const place = (page) =>
  page.evaluate(() => {
    const edge = document.querySelector('.panes').getBoundingClientRect().top;
    const seen = [...document.querySelectorAll('[role=feed] article')].find(
      (one) => one.getBoundingClientRect().bottom > edge + 1,
    );
    return { id: seen.dataset.post, top: Math.round(seen.getBoundingClientRect().top) };
  });
const focused = (page) =>
  page.evaluate(
    () => document.activeElement?.dataset.post ?? document.activeElement?.dataset.testid ?? document.activeElement?.id,
  );
const settle = (page, ms = 400) => page.waitForTimeout(ms);
function close(a, b, within = 2) {
  assert.equal(a.id, b.id);
  assert.ok(Math.abs(a.top - b.top) <= within, `${a.top} px is not ${b.top} px`);
}

await test('only what is near the window exists', {}, async (page) => {
  for (let y = 0; y <= 30_000; y += 1_500) {
    await scrollTo(page, y);
    await settle(page, 40);
  }
  const articles = await page.locator('[role=feed] article').count();
  assert.ok(articles > 1 && articles < 20, `${articles} articles`);
});

await test('the whole feed can be read to its end', {}, async (page) => {
  let last = -1;
  for (let i = 0; i < 200; i += 1) {
    await page.evaluate(() => document.querySelector('.panes').scrollBy(0, 6_000));
    await settle(page, 60);
    const y = await page.evaluate(() => document.querySelector('.panes').scrollTop);
    if (y === last && (await page.locator('.done').count()) > 0) break;
    last = y;
  }
  assert.equal(await page.locator('.done').count(), 1);
  assert.equal(await page.locator(by('post-00000003-0000-7000-8000-00000000018f')).count(), 1);
});

await test('the place in the feed survives back', {}, async (page) => {
  await scrollTo(page, 5_200);
  await settle(page);
  const before = await place(page);
  await page.evaluate((id) => document.querySelector(`[data-post="${id}"] [data-action=comment]`).click(), before.id);
  await page.waitForSelector(by('back'));
  await page.locator(by('back')).click();
  await page.waitForSelector('[role=feed]');
  await settle(page, 600);
  close(await place(page), before);
});

await test('and a restart', {}, async (page) => {
  await scrollTo(page, 9_000);
  await settle(page);
  const before = await place(page);
  await page.reload();
  await page.waitForSelector('[role=feed]');
  await settle(page, 800);
  close(await place(page), before);
});

await test('a new post waits in a pill and shifts nothing', { scenario: 'lively' }, async (page) => {
  await scrollTo(page, 700);
  await settle(page);
  const before = await place(page);
  await page.waitForSelector(by('new-posts-pill'));
  close(await place(page), before, 0);
  assert.match(await page.locator(by('new-posts-pill')).innerText(), /1 new post$/);
  await page.locator(by('new-posts-pill')).click();
  await page.waitForSelector('text=Fresh from the oven.');
  await settle(page);
  assert.equal(await page.evaluate(() => document.querySelector('.panes').scrollTop), 0);
  assert.equal(await page.locator(by('new-posts-pill')).count(), 0);
});

await test('pictures take their space before they are there', {}, async (page) => {
  await page.route('**/*.jpg', () => {});
  await page.reload({ waitUntil: 'domcontentloaded' });
  await page.waitForSelector('[role=feed] article');
  await settle(page);
  const without = await page.locator('[role=feed] article').first().boundingBox();
  await page.unroute('**/*.jpg');
  await page.reload();
  await page.waitForSelector('[role=feed] article img.shown');
  await settle(page);
  assert.equal((await page.locator('[role=feed] article').first().boundingBox()).height, without.height);
});

await test('what stands beside the feed stays beside it', {}, async (page) => {
  const aside = () => page.locator('.flow > aside').boundingBox();
  const before = await aside();
  await scrollTo(page, 12_000);
  await settle(page);
  assert.deepEqual(await aside(), before);
  const edge = await page.locator('.panes').boundingBox();
  assert.deepEqual([before.y, before.height], [edge.y, edge.height]);
});

await test('beside a low window it scrolls by itself', { size: [1440, 480] }, async (page) => {
  await scrollTo(page, 5_000);
  await settle(page);
  const before = await place(page);
  const beside = page.locator('.flow > aside');
  const box = await beside.boundingBox();
  await page.mouse.move(box.x + 40, box.y + 200);
  await page.mouse.wheel(0, 5_000);
  await settle(page);
  const end = await beside.locator('section').last().boundingBox();
  assert.ok(end.y + end.height <= box.y + box.height, 'its end can be read');
  close(await place(page), before);
});

await test('a post can be pressed the moment it has been scrolled to', {}, async (page) => {
  await page.evaluate(() => document.querySelector('.panes').scrollBy(0, 600));
  const at = await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const seen = [...document.querySelectorAll('[data-testid="post-praise"]')]
      .map((one) => [one, one.getBoundingClientRect()])
      .find(([, box]) => box.top > 60 && box.bottom < window.innerHeight - 60);
    const [button, box] = seen;
    return document.elementFromPoint(box.left + 8, box.top + box.height / 2)?.closest('button') === button;
  });
  assert.ok(at, 'the press would fall through the list');
});

await test('a feed that goes back to its place is not shown on its way', {}, async (page) => {
  await scrollTo(page, 9_000);
  await settle(page);
  const before = await place(page);
  await page.locator(by('nav-discover')).click();
  await page.waitForSelector(by('discover-search'));
  const seen = await page.evaluate(async (hash) => {
    location.hash = hash;
    const places = [];
    for (let frame = 0; frame < 90; frame += 1) {
      await new Promise(requestAnimationFrame);
      const feed = document.querySelector('[role=feed]');
      if (!feed || getComputedStyle(feed).visibility === 'hidden') continue;
      const edge = document.querySelector('.panes').getBoundingClientRect().top;
      const first = [...feed.querySelectorAll('article')].find((one) => one.getBoundingClientRect().bottom > edge + 1);
      if (first) places.push({ id: first.dataset.post, top: Math.round(first.getBoundingClientRect().top) });
    }
    return places;
  }, '#/home');
  assert.ok(seen.length > 10, `it was shown in ${seen.length} frames`);
  for (const one of seen) close(one, before);
});

await test('J and K move, L praises, C comments', {}, async (page) => {
  await page.keyboard.press('j');
  await settle(page);
  const first = await focused(page);
  await page.keyboard.press('j');
  await settle(page);
  const second = await focused(page);
  assert.notEqual(first, second);
  await page.keyboard.press('k');
  await settle(page);
  assert.equal(await focused(page), first);
  const praise = page.locator(by(`post-${first}`)).locator(by('post-praise'));
  const was = await praise.getAttribute('aria-pressed');
  await page.keyboard.press('l');
  await settle(page);
  assert.notEqual(await praise.getAttribute('aria-pressed'), was);
  await page.keyboard.press('c');
  await page.waitForSelector(by('comment-input'));
  await page.keyboard.press('c');
  assert.equal(await focused(page), 'comment-input');
});

await test(
  'T opens the tip page, G then W the wallet, Ctrl+N the composer; Esc gives the focus back',
  {},
  async (page) => {
    await page.keyboard.press('j');
    await settle(page);
    const post = await focused(page);
    await page.keyboard.press('t');
    await page.waitForSelector(by('tip-state'));
    assert.match(page.url(), new RegExp(`tip/${post}$`));
    assert.notEqual(await page.locator(by('tip-state')).getAttribute('data-state'), 'held');
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.waitForSelector(by('wallet-balance'));
    for (const [open, layer] of [
      ['Control+n', 'composer'],
      ['?', 'shortcuts'],
    ]) {
      await page.locator(by('wallet-set-pin')).focus();
      await page.keyboard.press(open);
      await page.waitForSelector(by(layer));
      await settle(page);
      await page.keyboard.press('Escape');
      await page.waitForSelector(by(layer), { state: 'detached' });
      await settle(page, 100);
      assert.equal(await focused(page), 'wallet-set-pin', `after ${layer}`);
    }
  },
);

await test('letters can be turned off', { hash: 'settings' }, async (page) => {
  await page.locator(by('settings-letter-keys')).click();
  await settle(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('?');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await settle(page);
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.match(page.url(), /settings$/);
  await page.keyboard.press('Control+n');
  await page.waitForSelector(by('composer'));
});

await test('letters are text in a field, and G then D goes to Discover', { hash: 'discover' }, async (page) => {
  await page.locator(by('discover-search')).fill('');
  await page.keyboard.type('gh?');
  assert.equal(await page.locator(by('discover-search')).inputValue(), 'gh?');
  assert.match(page.url(), /discover$/);
  await page.locator(by('discover-search')).blur();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await settle(page, 200);
  assert.match(page.url(), /home$/);
  await page.keyboard.press('Control+k');
  await settle(page, 200);
  assert.equal(await focused(page), 'discover-search');
});

await test('a dialog keeps the focus and gives it back', { hash: 'me' }, async (page) => {
  await page.locator(by('profile-edit')).focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector(by('profile-editor'));
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press('Tab');
    const outside = await page.evaluate(() => {
      const at = document.activeElement;
      return at !== null && at !== document.body && !at.closest('dialog');
    });
    assert.equal(outside, false);
  }
  await page.keyboard.press('Escape');
  await settle(page, 100);
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.equal(await focused(page), 'profile-edit');
});

await test(
  'the viewer moves by arrow keys and closes by Esc',
  { hash: 'post/00000003-0000-7000-8000-000000000003' },
  async (page) => {
    await page.locator(by('photo-open')).nth(2).click();
    await page.waitForSelector(by('viewer'));
    assert.equal(await page.locator('.counter').innerText(), '3 / 9');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('.counter').innerText(), '4 / 9');
    await page.keyboard.press('End');
    assert.equal(await page.locator(by('viewer-next')).count(), 0);
    await page.keyboard.press('Escape');
    await settle(page, 100);
    assert.equal(await page.locator(by('viewer')).count(), 0);
    assert.equal(await focused(page), 'photo-open');
  },
);

await test("deleting one's own post can be undone", { hash: 'me' }, async (page) => {
  const post = page.locator('[role=feed] article');
  assert.equal(await post.count(), 1);
  await page.locator(by('post-menu')).click();
  await page.locator(by('post-delete')).click();
  await settle(page, 100);
  assert.equal(await post.count(), 0);
  await page.locator(by('toast-action')).click();
  await settle(page, 200);
  assert.equal(await post.count(), 1);
});

await test('and happens when nobody undoes it', { hash: 'me' }, async (page) => {
  await page.locator(by('post-menu')).click();
  await page.locator(by('post-delete')).click();
  await page.waitForSelector(by('toast'), { state: 'detached', timeout: 9_000 });
  await settle(page, 200);
  assert.equal(await page.locator('[role=feed] article').count(), 0);
});

await test("one's own post can be edited", { hash: 'me' }, async (page) => {
  await page.locator(by('post-menu')).click();
  await page.locator(by('post-edit')).click();
  await page.locator(by('post-edit-text')).fill('Other words');
  await page.locator(by('post-edit-save')).click();
  await page.waitForSelector('[role=feed] >> text=Other words');
});

await test(
  'a comment is saved while it is written, sent, edited and deleted',
  { hash: 'post/00000003-0000-7000-8000-000000000003' },
  async (page) => {
    const input = page.locator(by('comment-input'));
    await input.fill('Kind words');
    await page.waitForSelector(by('comment-saved'));
    await page.locator(by('nav-home')).click();
    await page.waitForSelector('[role=feed]');
    await page.goBack();
    await page.waitForSelector(by('comment-input'));
    assert.equal(await input.inputValue(), 'Kind words');
    await input.press('Control+Enter');
    await page.waitForSelector('li:has-text("Kind words")');
    assert.equal(await input.inputValue(), '');
    const mine = page.locator('li:has-text("Kind words")');
    await mine.locator(by('comment-menu')).click();
    await page.locator(by('comment-edit')).click();
    await page.locator(by('comment-edit-text')).fill('Kinder words');
    await page.locator(by('comment-edit-save')).click();
    await page.waitForSelector('li:has-text("Kinder words")');
    await page.locator('li:has-text("Kinder words")').locator(by('comment-menu')).click();
    await page.locator(by('comment-delete')).click();
    await settle(page, 100);
    assert.equal(await page.locator('li:has-text("Kinder words")').count(), 0);
    // The next comment has an id of its own.
    await input.fill('Second words');
    await input.press('Control+Enter');
    await page.waitForSelector('li:has-text("Second words")');
  },
);

await test('a closed gate says why', { hash: 'circle/00000002-0000-7000-8000-000000000000' }, async (page) => {
  assert.match(await page.locator(by('gate-post-reason')).innerText(), /student badge/);
  assert.match(await page.locator(by('gate-comment-reason')).innerText(), /score of 750; yours is 712/);
});

await test(
  'joining, leaving, and taking the leaving back',
  { hash: 'circle/00000002-0000-7000-8000-000000000009' },
  async (page) => {
    await page.locator(by('circle-join')).click();
    await page.waitForSelector(by('circle-joined'));
    await page.locator(by('circle-menu')).click();
    await page.locator(by('circle-leave')).click();
    await page.waitForSelector(by('circle-join'));
    await page.locator(by('toast-action')).last().click();
    await page.waitForSelector(by('circle-joined'));
  },
);

await test('a failed reading offers another', { scenario: 'broken' }, async (page) => {
  await page.waitForSelector(by('error-retry'));
});

await test('a skeleton comes only after 200 ms', { scenario: 'slow' }, async (page) => {
  await page.waitForSelector('.sk');
});

await test('the first Tab offers to skip to the content', {}, async (page) => {
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains('skip')), true);
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'main');
});

await test('the last page is there again after a restart', {}, async (page) => {
  await page.locator(by('nav-discover')).click();
  await page.waitForSelector(by('discover-search'));
  await settle(page);
  const { origin } = new URL(page.url());
  await page.goto('about:blank');
  await page.goto(origin);
  await page.waitForSelector(by('discover-search'));
  assert.match(page.url(), /#\/discover$/);
});

await end();
