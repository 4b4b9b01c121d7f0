// What a person does with friends and blocks, in a real browser on the mock: nothing is asked twice, everything can be
// undone for six seconds, and what cannot be done says why. Needs `npm run build:mock`.
import assert from 'node:assert/strict';
import { suite } from './suite.mjs';

const { test, end } = await suite('relations', {
  // The six seconds of a notice pass when the test says so.
  prepare: (page) => page.clock.install(),
  settle: (page) => page.clock.runFor(500),
});

const personId = (n) => `00000001-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const person = (n) => `person/${personId(n)}`;
const at = (page, id) => page.locator(`[data-testid="${id}"]`);
const settle = (page) => page.clock.runFor(200);
const over = (page) => page.clock.runFor(6_500);
const kind = (page) => at(page, 'relation').getAttribute('data-kind');
async function choose(page, menu, item) {
  await at(page, menu).first().click();
  await settle(page);
  await at(page, item).click();
  await settle(page);
}

await test('a request is written, sent and taken back', { hash: person(1) }, async (page) => {
  await at(page, 'friend-add').click();
  await settle(page);
  await at(page, 'friend-note-text').fill('x'.repeat(201));
  assert.ok(await at(page, 'friend-ask').isDisabled(), 'a note has 200 characters');
  await at(page, 'friend-note-text').fill('Your osprey made my week.');
  await page.keyboard.press('Control+Enter');
  await settle(page);
  assert.equal(await kind(page), 'asked');
  await at(page, 'friend-withdraw').click();
  await settle(page);
  assert.equal(await kind(page), 'none', 'gone at once');
  await at(page, 'toast-action').last().click();
  await settle(page);
  assert.equal(await kind(page), 'asked', 'undone');
  await at(page, 'friend-withdraw').click();
  await over(page);
  assert.equal(await kind(page), 'none');
  await at(page, 'friend-add').waitFor();
});

await test(
  'without a network a request says so and keeps its words',
  { scenario: 'offline', hash: person(1) },
  async (page) => {
    await at(page, 'friend-add').click();
    await settle(page);
    await at(page, 'friend-note-text').fill('Hello.');
    await at(page, 'friend-ask').click();
    await settle(page);
    assert.match(await at(page, 'friend-error').textContent(), /offline/i);
    assert.equal(await at(page, 'friend-note-text').inputValue(), 'Hello.');
  },
);

await test('what is not possible says why, and offers no button', { hash: person(5) }, async (page) => {
  assert.match(await at(page, 'friend-why').textContent(), /choose who may ask/);
  assert.equal(await at(page, 'friend-add').count(), 0);
  await page.evaluate((hash) => (location.hash = hash), `#/${person(8)}`);
  await settle(page);
  assert.match(await at(page, 'friend-why').textContent(), /not accepted\. You can ask again from /);
  assert.equal(await at(page, 'friend-add').count(), 0);
});

await test('requests are accepted, refused and put aside', { hash: 'friends' }, async (page) => {
  const row = (n) => at(page, `friend-incoming-${personId(n)}`);
  assert.equal(await at(page, 'nav-friends-count').locator('[aria-hidden]').textContent(), '2');
  await row(4).locator('[data-testid="friend-accept"]').click();
  await settle(page);
  assert.equal(await row(4).count(), 0);
  await at(page, `friend-${personId(4)}`).waitFor();
  await row(6).locator('[data-testid="friend-ignore"]').click();
  await settle(page);
  assert.equal(await row(6).count(), 0);
  await at(page, 'toast-action').last().click();
  await settle(page);
  await row(6).locator('[data-testid="friend-refuse"]').click();
  await over(page);
  assert.equal(await row(6).count(), 0);
  assert.equal(await at(page, 'nav-friends-count').count(), 0);
});

await test('a friendship ends unless that is undone', { hash: 'friends' }, async (page) => {
  const row = at(page, `friend-${personId(3)}`);
  await choose(page, 'friend-menu', 'friend-end');
  assert.equal(await row.count(), 0);
  await at(page, 'toast-action').click();
  await settle(page);
  assert.equal(await row.count(), 1);
  await choose(page, 'friend-menu', 'friend-end');
  await over(page);
  await page.evaluate((hash) => (location.hash = hash), `#/${person(3)}`);
  await settle(page);
  assert.equal(await kind(page), 'none');
});

await test(
  'an author is blocked from a post, undone in time, and lifted in the settings',
  { hash: 'home' },
  async (page) => {
    const author = await page.evaluate(
      () => document.querySelector('article a[data-testid^="person-"]').dataset.testid,
    );
    const theirs = () => page.locator(`article [data-testid="${author}"]`).count();
    assert.ok((await theirs()) > 0);
    await choose(page, 'post-menu', 'post-block');
    assert.equal(await theirs(), 0, 'gone at once');
    await at(page, 'toast-action').click();
    await settle(page);
    assert.ok((await theirs()) > 0, 'undone');
    await choose(page, 'post-menu', 'post-block');
    await over(page);
    assert.equal(await theirs(), 0);
    const id = author.replace('person-', '');
    await page.evaluate((hash) => (location.hash = hash), `#/person/${id}`);
    await settle(page);
    await at(page, 'person-blocked').waitFor();
    await page.evaluate(() => (location.hash = '#/settings'));
    await settle(page);
    await at(page, `settings-unblock-${id}`).click();
    await settle(page);
    await at(page, 'settings-blocked-none').waitFor();
  },
);

await test('who may ask is chosen with the keyboard', { hash: 'settings' }, async (page) => {
  await at(page, 'settings-ask-circle_members').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal(await at(page, 'settings-ask-friends_of_friends').getAttribute('aria-checked'), 'true');
});

await end();
