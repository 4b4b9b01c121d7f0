// What waits for who keeps order, what was decided about oneself, and who owns a circle, in a real browser on the mock.
// Needs `npm run build:mock`.
import assert from 'node:assert/strict';
import { suite } from './suite.mjs';

const { test, end } = await suite('duties', { patience: 8_000 });

const at = (page, id) => page.locator(`[data-testid="${id}"]`);
const gone = (page, id) => at(page, id).waitFor({ state: 'detached' });
const order = 'order/00000002-0000-7000-8000-000000000004';

for (const width of [1440, 390]) {
  await test(`what waits is counted and leads to its place (${width})`, { size: [width, 900] }, async (page) => {
    // Eight in a circle, two applications, and an appeal that nobody inside may decide.
    assert.equal(await at(page, 'nav-duties-count').innerText().then(parseFloat), 11);
    await at(page, 'nav-duties').click();
    assert.match(await at(page, 'duties-order').innerText(), /5 reports, proposals and appeals/);
    assert.match(await at(page, 'duties-run').innerText(), /3 requests and changes/);
    await at(page, 'duties-applications').waitFor();
    await at(page, 'duties-order').click();
    await at(page, 'order-tab-reports').waitFor();
    assert.match(page.url(), /#\/order\//);
  });
}

await test('who keeps no order is shown none', { scenario: 'empty', hash: 'duties' }, async (page) => {
  assert.equal(await at(page, 'nav-duties-count').count(), 0);
});

await test('a decision is told on every page until it was looked at', { scenario: 'news' }, async (page) => {
  assert.match(await at(page, 'news').innerText(), /Campus Diary removed your post/);
  assert.match(await at(page, 'news').innerText(), /and 1 more/);
  await at(page, 'news-see').click();
  await at(page, 'statement-new').waitFor();
  // On the page that tells it, it is not told twice.
  assert.equal(await at(page, 'news').count(), 0);
  await page.evaluate(() => (location.hash = '#/home'));
  await at(page, 'statement-new').waitFor({ state: 'detached' });
  assert.equal(await at(page, 'news').count(), 0);
});

await test('a circle that is offered is told, explained and accepted', { scenario: 'offered' }, async (page) => {
  assert.equal(await at(page, 'news').getAttribute('data-kind'), 'offered');
  await at(page, 'news-see').click();
  assert.match(await at(page, 'offered').innerText(), /Whoever owns it now stays as an admin/);
  await at(page, 'offered-accept').click();
  await gone(page, 'offered');
  await page.getByText('Owner', { exact: true }).first().waitFor();
  assert.equal(await at(page, 'news').count(), 0);
});

await test('its owner offers a circle and takes that back', { scenario: 'owner', hash: order }, async (page) => {
  await at(page, 'order-tab-members').click();
  await at(page, 'member-menu').nth(2).click();
  await at(page, 'member-hand-over').click();
  await at(page, 'hand-over-send').click();
  await gone(page, 'hand-over-dialog');
  await at(page, 'hand-over-back').click();
  await gone(page, 'hand-over-waits');
});

await test('who does not own a circle is not offered to hand it over', { hash: order }, async (page) => {
  await at(page, 'order-tab-members').click();
  await at(page, 'member-menu').nth(2).click();
  await at(page, 'member-report').waitFor();
  assert.equal(await at(page, 'member-hand-over').count(), 0);
});

await test('an operator names an owner, with a choice and a reason', { hash: 'console' }, async (page) => {
  await at(page, 'console-tab-console').click();
  const without = page.locator('article', { has: at(page, 'console-no-owner') });
  assert.equal(await without.count(), 1);
  assert.equal(await without.locator('[data-testid="console-appeals"]').count(), 1);
  await without.locator('[data-testid="console-name-owner"]').click();
  await at(page, 'owner-do').click();
  assert.equal(await at(page, 'owner-who').getAttribute('aria-invalid'), 'true');
  assert.equal(await at(page, 'owner-reason').getAttribute('aria-invalid'), 'true');
  await at(page, 'owner-who').selectOption({ index: 1 });
  await at(page, 'owner-reason').fill('Its owner deleted their account.');
  await at(page, 'owner-do').click();
  await gone(page, 'owner-dialog');
  await gone(page, 'console-no-owner');
});

await end();
