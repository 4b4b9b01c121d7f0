// What a person does with money, drafts and settings, in a real browser on the mock: Enter never pays, nothing that is
// typed is lost, everything undoable can be undone, the keyboard alone is enough. Needs `npm run build:mock`.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { suite } from './suite.mjs';

const settle = (page, ms = 400) => page.waitForTimeout(ms);
const { test, end } = await suite('deeds', { settle });

const at = (page, id) => page.locator(`[data-testid="${id}"]`);
const like = (page, id) => page.locator(`[data-testid^="${id}"]`);
const focused = (page) =>
  page.evaluate(() => document.activeElement?.dataset.testid ?? document.activeElement?.tagName);
const tipState = (page) => at(page, 'tip-state').getAttribute('data-state');
const tip = 'tip/00000003-0000-7000-8000-000000000000';
const photo = (name) => fileURLToPath(new URL(`../../assets/demo/photos/${name}.jpg`, import.meta.url));

async function confirm(page) {
  await at(page, 'tip-continue').click();
  await settle(page, 700);
  await at(page, 'tip-confirm').click();
  await settle(page);
}

await test('Enter pays only where the pay button has the focus', { hash: tip }, async (page) => {
  assert.equal(await tipState(page), 'quoted');
  await at(page, 'tip-continue').focus();
  await page.keyboard.press('Enter');
  await settle(page, 100);
  assert.ok(await at(page, 'tip-confirm').isDisabled(), 'the button opens half a second later');
  assert.notEqual(await focused(page), 'tip-confirm');
  await settle(page, 600);
  assert.ok(await at(page, 'tip-confirm').isEnabled());
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal(await tipState(page), 'quoted');
  await at(page, 'tip-confirm').focus();
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal(await tipState(page), 'held');
  assert.ok(await at(page, 'tip-receipt').isVisible());
  assert.equal(await focused(page), 'H2', 'the outcome is read out');
  assert.equal(await at(page, 'tip-again').count(), 0);
});

await test(
  'an unknown payment offers nothing to pay, also when its page is opened again',
  { hash: tip, scenario: 'unknown' },
  async (page) => {
    await confirm(page);
    for (const visit of ['first', 'again']) {
      assert.equal(await tipState(page), 'unknown', visit);
      assert.equal((await at(page, 'tip-again').count()) + (await at(page, 'tip-continue').count()), 0, visit);
      await page.evaluate(() => (location.hash = '#/home'));
      await settle(page);
      await page.evaluate((hash) => (location.hash = `#/${hash}`), tip);
      await settle(page);
    }
  },
);

await test('what is being sent says so, and offers to go on', { hash: tip, scenario: 'sending' }, async (page) => {
  await confirm(page);
  assert.equal(await tipState(page), 'confirming');
  assert.match(await page.locator('main h2').first().textContent(), /Sending ¥0\.88/);
  assert.equal(await focused(page), 'H2');
  assert.equal(await at(page, 'tip-confirm-dialog').count(), 0);
  await at(page, 'tip-done').click();
  await settle(page);
  assert.ok(!page.url().includes('#/tip'));
});

await test(
  'a payment that was checked is on hold meanwhile; how it ended stays until it was seen',
  { hash: tip, scenario: 'unknown' },
  async (page) => {
    await confirm(page);
    assert.equal(await tipState(page), 'unknown');
    await page.evaluate(() => (location.hash = '#/wallet'));
    await settle(page);
    assert.match(await at(page, 'wallet-balance').textContent(), /146\.64/);
    assert.match(await at(page, 'wallet-today').textContent(), /¥6\.96/);
    assert.equal(await at(page, 'payment-checked').count(), 0);
    await page.evaluate(() => window.dispatchEvent(new Event('unpaid')));
    await at(page, 'payment-checked').waitFor();
    assert.match(await at(page, 'payment-checked').textContent(), /did not go through: ¥0\.88/);
    assert.match(await at(page, 'wallet-balance').textContent(), /147\.52/);
    await page.evaluate(() => (location.hash = '#/discover'));
    await settle(page);
    await at(page, 'payment-checked-seen').click();
    assert.equal(await at(page, 'payment-checked').count(), 0);
  },
);

await test('an amount is refused where it is typed', { hash: tip }, async (page) => {
  await at(page, 'tip-amount-custom').click();
  assert.equal(await focused(page), 'tip-amount-input');
  for (const [typed, words] of [
    ['0', 'smallest'],
    ['200.01', '200\\.00'],
    ['1e2', 'like 0.88'],
    ['１', 'like 0.88'],
    ['-1', 'like 0.88'],
    ['abc', 'like 0.88'],
  ]) {
    await at(page, 'tip-amount-input').fill(typed);
    await settle(page, 500);
    assert.match(await at(page, 'tip-amount-error').textContent(), new RegExp(words), typed);
    assert.equal(await at(page, 'tip-continue').getAttribute('aria-disabled'), 'true', typed);
  }
  await at(page, 'tip-amount-input').fill('.5');
  await settle(page, 800);
  assert.match(await at(page, 'tip-continue').textContent(), /¥0\.50/);
});

await test(
  'above the threshold the password is set, asked for, and a wrong one moves nothing',
  { hash: tip },
  async (page) => {
    await at(page, 'tip-amount-520').click();
    await settle(page);
    await at(page, 'tip-continue').click();
    await at(page, 'pin-new').fill('135790');
    assert.equal(await focused(page), 'pin-again');
    await at(page, 'pin-again').fill('135790');
    await at(page, 'pin-save').click();
    await settle(page, 700);
    await at(page, 'tip-confirm').click();
    await settle(page);
    assert.match(await at(page, 'tip-confirm-problem').textContent(), /No money left your balance\. 4 tries left/);
    assert.equal(await tipState(page), 'quoted');
    assert.equal(await focused(page), 'tip-pin', 'it is typed again at once');
    await at(page, 'tip-pin').fill('271828');
    await page.keyboard.press('Enter');
    await settle(page);
    assert.equal(await tipState(page), 'quoted', 'Enter in the password does not pay');
    await at(page, 'tip-confirm').click();
    await settle(page);
    assert.equal(await tipState(page), 'held');
  },
);

await test('a post by keyboard, with files by button, paste and drop', {}, async (page) => {
  const files = () => like(page, 'composer-attachment-').evaluateAll((all) => all.map((one) => one.dataset.attachment));
  const bring = (name, ...events) =>
    page.evaluate(
      ([file, kinds]) => {
        const data = new DataTransfer();
        data.items.add(new File(['x'], file, { type: 'image/png' }));
        const how = { bubbles: true, cancelable: true };
        for (const kind of kinds) {
          const event =
            kind === 'paste'
              ? new ClipboardEvent(kind, { clipboardData: data, ...how })
              : new DragEvent(kind, { dataTransfer: data, ...how });
          document.body.dispatchEvent(event);
        }
      },
      [name, events],
    );
  await page.keyboard.press('Control+n');
  await settle(page);
  assert.equal(await focused(page), 'composer-text');
  await page.keyboard.type('Hello from the keyboard');
  await settle(page, 500);
  assert.ok(await at(page, 'composer-saved').isVisible());
  assert.equal(await at(page, 'composer-publish').getAttribute('aria-disabled'), 'true', 'no circle yet');
  await at(page, 'composer-circle').click();
  await page.keyboard.press('Escape');
  await settle(page, 100);
  assert.equal(await page.locator('[role=listbox]').count(), 0);
  assert.equal(await at(page, 'composer-text').count(), 1, 'Esc closed the list only');
  await at(page, 'composer-circle').click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');

  await at(page, 'composer-file').setInputFiles(['coffee-cup', 'fig-bowl', 'raccoon'].map(photo));
  await settle(page, 900);
  const [a, b, c] = await files();
  await page.locator(`[data-tile="${a}"]`).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await settle(page, 200);
  assert.deepEqual(await files(), [b, a, c]);
  assert.match(await at(page, 'composer-announced').textContent(), /now file 2 of 3/);
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.tile), a, 'the focus moved with it');
  await at(page, 'composer-attachment-3').dragTo(at(page, 'composer-attachment-1'));
  await settle(page);
  assert.deepEqual(await files(), [c, b, a]);
  await at(page, 'composer-remove-1').click();
  await at(page, 'composer-undo').click();
  await settle(page, 100);
  assert.deepEqual(await files(), [c, b, a]);
  await at(page, 'composer-remove-1').click();
  await bring('pasted.png', 'paste');
  await settle(page);
  assert.equal((await files()).length, 3);
  await bring('dropped.png', 'dragenter', 'dragover');
  await settle(page, 100);
  assert.match(await at(page, 'composer-add').textContent(), /Drop to add/);
  await bring('dropped.png', 'drop');
  await settle(page);

  await page.keyboard.press('Control+Enter');
  await settle(page, 600);
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.ok(page.url().endsWith('#/home'), page.url());
  const first = page.locator('article').first();
  assert.match(await first.textContent(), /Hello from the keyboard/);
  assert.equal(await first.locator('[data-testid=photo-open]').count(), 4, 'what was removed did not go with it');
});

await test('closing keeps a draft, and leaves none that is empty', {}, async (page) => {
  const open = async () => {
    await page.keyboard.press('Control+n');
    await settle(page);
  };
  const shut = async () => {
    await page.keyboard.press('Escape');
    await settle(page);
    assert.equal(await page.locator('dialog[open]').count(), 0, 'closed without a question');
  };
  await open();
  await page.keyboard.type('Kept');
  await shut();
  await open();
  await at(page, 'composer-drafts').click();
  await like(page, 'draft-continue-').click();
  await settle(page);
  assert.equal(await at(page, 'composer-text').inputValue(), 'Kept');
  await shut();
  await open();
  await at(page, 'composer-drafts').click();
  await like(page, 'draft-delete-').click();
  assert.equal(await like(page, 'draft-continue-').count(), 0);
  await at(page, 'composer-undo').click();
  assert.equal(await like(page, 'draft-continue-').count(), 1);
  await like(page, 'draft-delete-').click();
  await shut();
  await open();
  assert.equal(await at(page, 'composer-drafts').count(), 0);
});

await test('a refused file says why and stands in nobody’s way but its own', {}, async (page) => {
  await page.keyboard.press('Control+n');
  await settle(page);
  await at(page, 'composer-file').setInputFiles([
    { name: 'holiday.heic', mimeType: 'image/heic', buffer: Buffer.from('x') },
    { name: 'good.png', mimeType: 'image/png', buffer: Buffer.from('x') },
  ]);
  await settle(page);
  assert.match(await like(page, 'composer-refused-').first().textContent(), /holiday\.heic.*HEIC/s);
  assert.equal(await like(page, 'composer-attachment-').count(), 1);
  await like(page, 'composer-refused-dismiss-').click();
  assert.equal(await like(page, 'composer-upload-').count(), 0);
});

await test(
  'settings are kept at once; signing out says what would be lost',
  { hash: 'settings', scenario: 'failed' },
  async (page) => {
    await at(page, 'settings-theme-dark').click();
    await at(page, 'settings-language-zh-Hans').click();
    await at(page, 'settings-letter-keys').click();
    await settle(page);
    const { theme, lang } = await page.evaluate(() => ({
      theme: document.documentElement.dataset.theme,
      lang: document.documentElement.lang,
    }));
    assert.deepEqual([theme, lang, await at(page, 'settings-letter-keys').isChecked()], ['dark', 'zh-Hans', false]);
    await at(page, 'storage-clear').click();
    await settle(page);
    assert.match(await at(page, 'storage-cleared').textContent(), /MB/);
    await at(page, 'sign-out').click();
    assert.match(await at(page, 'sign-out-unsent').textContent(), /3/);
    await at(page, 'sign-out-discard').click();
    await at(page, 'sign-in').click();
    await settle(page);
    assert.equal(await at(page, 'sign-in').count(), 0);
  },
);

await test('discarding from the outbox can be undone', { hash: 'outbox', scenario: 'failed' }, async (page) => {
  assert.equal(await like(page, 'outbox-item-').count(), 3);
  await at(page, 'outbox-discard').last().click();
  assert.equal(await like(page, 'outbox-item-').count(), 2);
  await at(page, 'toast-action').click();
  assert.equal(await like(page, 'outbox-item-').count(), 3);
  await at(page, 'outbox-retry').click();
  await settle(page);
  assert.equal(await at(page, 'outbox-retry').count(), 0);
});

await test('a top-up waits, and arrives by itself', { hash: 'wallet' }, async (page) => {
  await at(page, 'wallet-top-up').click();
  await at(page, 'payment-amount').fill('0.001');
  await at(page, 'payment-amount').blur();
  await at(page, 'payment-amount-error').waitFor();
  assert.equal(await at(page, 'payment-begin').isDisabled(), true);
  await at(page, 'payment-chip-5000').click();
  await at(page, 'payment-amount').press('Enter');
  await settle(page);
  assert.equal(await like(page, 'payment-dialog').count(), 1, 'Enter moves no money');
  await at(page, 'payment-begin').click();
  await page.waitForSelector('[data-testid="wallet-payment"][data-kind="top_up"][data-state="waiting"]');
  await page.waitForSelector('[data-testid="wallet-payment"][data-state="waiting"]', { state: 'detached' });
  await at(page, 'wallet-balance')
    .filter({ hasText: /^¥197\.52$/ })
    .waitFor();
});

await test('more than there is cannot be cashed out', { hash: 'wallet' }, async (page) => {
  await at(page, 'wallet-cash-out').click();
  await at(page, 'payment-amount').fill('147.53');
  await at(page, 'payment-amount').blur();
  await at(page, 'payment-amount-error').waitFor();
  assert.equal(await at(page, 'payment-begin').isDisabled(), true);
  await at(page, 'payment-all').click();
  // So much asks for a payment password, and there is none yet: it is set on the way, and nothing is begun before.
  await at(page, 'pin-new').fill('135790');
  await at(page, 'pin-again').fill('135790');
  assert.equal(await at(page, 'payment-begin').count(), 0);
  await at(page, 'pin-save').click();
  await at(page, 'payment-begin').click();
  await page.waitForSelector('[data-testid="wallet-payment"][data-kind="cash_out"][data-state="waiting"]');
  await at(page, 'wallet-balance')
    .filter({ hasText: /^¥0\.00$/ })
    .waitFor();
});

await test('nothing is started while one is unanswered', { hash: 'wallet', scenario: 'unknown' }, async (page) => {
  await at(page, 'wallet-payments-why').waitFor();
  for (const deed of ['wallet-top-up', 'wallet-cash-out']) assert.equal(await at(page, deed).isDisabled(), true);
  assert.equal(await at(page, 'wallet-payments-check').isEnabled(), true);
});

await test('a payment password has to be typed twice alike', { hash: 'wallet' }, async (page) => {
  await at(page, 'wallet-set-pin').click();
  await at(page, 'pin-new').fill('135790');
  await at(page, 'pin-again').fill('135791');
  assert.match(await at(page, 'pin-problem').textContent(), /not the same/);
  assert.ok(await at(page, 'pin-save').isDisabled());
  await at(page, 'pin-again').fill('135790');
  await at(page, 'pin-save').click();
  await settle(page);
  assert.equal(await at(page, 'pin-new').count(), 0);
});

await test('the statement is looked through by kind, words and month', { hash: 'wallet' }, async (page) => {
  const rows = page.locator('li[data-testid^="wallet-entry-"]');
  const all = await rows.count();
  await at(page, 'wallet-kind-received').click();
  await settle(page);
  assert.ok((await rows.count()) < all);
  assert.equal(await page.locator('li[data-testid^="wallet-entry-"]:not([data-kind="tip_received"])').count(), 0);
  await at(page, 'wallet-search').fill('20.00');
  await settle(page);
  assert.equal(await rows.count(), 1);
  assert.match(await at(page, 'wallet-found').textContent(), /1 entry/);
  await at(page, 'wallet-search').fill('nobody wrote this');
  await settle(page);
  await at(page, 'wallet-clear').click();
  await settle(page);
  assert.equal(await rows.count(), all);
});

await test(
  'a finding of the statement says what to do, and goes when all is read anew',
  { hash: 'wallet', scenario: 'fault' },
  async (page) => {
    assert.match(await at(page, 'wallet-fault-text').innerText(), /come to .* but the server says/);
    await at(page, 'wallet-fault-again').click();
    await settle(page);
    assert.equal(await at(page, 'wallet-fault').count(), 0);
  },
);

await test('one tap thanks for a tip, once', { hash: 'wallet' }, async (page) => {
  const thank = like(page, 'wallet-thank-');
  const before = await thank.count();
  await thank.first().click();
  await settle(page);
  assert.equal(await thank.count(), before - 1);
});

await test('hidden amounts show no digit anywhere in the wallet', { hash: 'wallet' }, async (page) => {
  await at(page, 'wallet-hide').click();
  await settle(page);
  const text = await page.locator('main').innerText();
  assert.doesNotMatch(text, /¥\s?\d/);
  await at(page, 'wallet-hide').click();
  await settle(page);
  assert.match(await at(page, 'wallet-balance').textContent(), /¥\d/);
});

const run = 'run/00000002-0000-7000-8000-000000000004';

await test(
  'a dangerous gate is named before it is asked for, and waits for somebody else',
  { hash: run },
  async (page) => {
    await at(page, 'gates-approve').click();
    await settle(page);
    assert.equal(await at(page, 'gates-proposal').count(), 0);
    assert.equal(await at(page, 'gates-save').getAttribute('aria-disabled'), 'true', 'nothing is changed yet');
    await at(page, 'gate-remove').first().click();
    await at(page, 'gate-add').first().selectOption('score_at_least');
    await settle(page, 900);
    assert.match(await at(page, 'gate-reads').innerText(), /score of 650 or more/);
    assert.ok(await at(page, 'gates-impact-post').isVisible());
    assert.equal(await at(page, 'gates-risk').count(), 0);
    await at(page, 'gate-add').first().selectOption('gender');
    await settle(page, 900);
    assert.ok(await at(page, 'gates-risk').isVisible());
    await at(page, 'gates-save').click();
    await settle(page);
    assert.ok(await at(page, 'gates-withdraw').isVisible(), 'nobody approves their own');
    await at(page, 'gates-withdraw').click();
    await settle(page);
    assert.equal(await at(page, 'gates-proposal').count(), 0);
  },
);

await test('how a frozen circle is run is told and not offered', { hash: run, scenario: 'frozen' }, async (page) => {
  assert.match(await at(page, 'gates-frozen').innerText(), /read-only for now/);
  assert.ok(await at(page, 'gates-read').isVisible());
  for (const offer of ['gate-editor', 'gates-save', 'gates-approve', 'invitation-make', 'admission-admit'])
    assert.equal(await at(page, offer).count(), 0, offer);
  assert.ok(await at(page, 'admission-refuse').first().isVisible(), 'what waits is taken back');
});

await test(
  'letting in is offered for who is shut out, and stays on the record with its reason',
  { hash: 'person/00000001-0000-7000-8000-000000000005' },
  async (page) => {
    assert.match(await at(page, 'operator-shut').innerText(), /Shut out until/);
    assert.equal(await at(page, 'operator-shut-out').count(), 0);
    await at(page, 'operator-let-in').click();
    await at(page, 'operator-reason').fill('short');
    await at(page, 'operator-let-in-do').click();
    assert.ok(await at(page, 'operator-error').isVisible());
    await at(page, 'operator-reason').fill('The report was false.');
    await at(page, 'operator-let-in-do').click();
    await settle(page);
    assert.equal(await at(page, 'operator-let-in').count(), 0);
    assert.ok(await at(page, 'operator-shut-out').isVisible());
    assert.match(await at(page, 'operator-record').innerText(), /let them in again[^]*The report was false\./);
  },
);

await test('whoever applies for a circle chooses its gates', { hash: 'apply' }, async (page) => {
  await at(page, 'apply-open').click();
  for (const part of ['name', 'introduction', 'rules', 'why']) await at(page, `apply-${part}`).fill('Window gardens');
  await at(page, 'gates-tab-join').click();
  await at(page, 'gates-joining-request').click();
  await at(page, 'apply-send').click();
  await settle(page);
  assert.match(await like(page, 'application-').first().innerText(), /By asking/);
});

await test(
  'what is missing in an application is all marked, and nothing typed is lost',
  { hash: 'apply' },
  async (page) => {
    await at(page, 'apply-open').click();
    await at(page, 'apply-rules').fill('Be kind.');
    await at(page, 'apply-send').click();
    for (const part of ['name', 'introduction', 'why']) assert.equal(await at(page, `apply-${part}-error`).count(), 1);
    assert.equal(await at(page, 'apply-rules-error').count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'apply-name');
    await page.keyboard.type('Night Trains');
    assert.equal(await at(page, 'apply-name-error').count(), 0);
    await page.locator('[data-testid="apply-form"] .btn').last().click();
    await at(page, 'apply-open').click();
    assert.equal(await at(page, 'apply-name').inputValue(), 'Night Trains');
  },
);

await test(
  'nothing is chosen for whoever decides a case',
  { hash: 'order/00000002-0000-7000-8000-000000000004' },
  async (page) => {
    assert.equal(await at(page, 'order-decide').isDisabled(), true);
    for (const one of ['order-none', 'order-breach']) assert.equal(await at(page, one).isChecked(), false);
    await at(page, 'order-breach').check();
    assert.equal(await at(page, 'order-decide').isDisabled(), true);
    await at(page, 'order-remove').check();
    await at(page, 'order-decide').click();
    assert.equal(await at(page, 'order-reason').getAttribute('aria-invalid'), 'true');
  },
);

await test('money for a friend begins in the wallet', { hash: 'wallet' }, async (page) => {
  await at(page, 'wallet-ask').click();
  await page.locator('[data-testid^="wallet-friend-"]').first().click();
  await settle(page);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'request-amount');
  await at(page, 'dialog-close').click();
  await at(page, 'wallet-send').click();
  await page.locator('[data-testid^="wallet-friend-"]').first().click();
  await at(page, 'transfer-amount').fill('3.00');
  await at(page, 'transfer-balance-after').waitFor();
});

await test('a device that signed in is told of until it is known', { scenario: 'new_device' }, async (page) => {
  assert.match(await at(page, 'new-device').innerText(), /tablet/);
  await at(page, 'new-device-not-mine').click();
  await settle(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'settings-devices-title');
  assert.ok(await at(page, 'device-new').isVisible(), 'the list says which one is meant');
  assert.ok(await at(page, 'new-device').isVisible(), 'looking at the list is no answer');
  await at(page, 'new-device-mine').click();
  await settle(page);
  assert.equal(await at(page, 'new-device').count(), 0);
});

await test('a post that is out within a moment is seen at once, and said', { scenario: 'swift' }, async (page) => {
  await at(page, 'share').click();
  await settle(page);
  await page.keyboard.type('Seventeen minutes of rain.');
  await at(page, 'composer-circle').click();
  await page.locator('[role=option]').first().click();
  await settle(page, 700);
  await at(page, 'composer-publish').click();
  await settle(page, 800);
  assert.match(await page.locator('[role=feed] article').first().innerText(), /Seventeen minutes of rain/);
  assert.equal(await at(page, 'new-posts-pill').count(), 0);
  assert.match(await page.locator('[data-testid^="toast"]').first().innerText(), /Posted in/);
});

await test(
  'a dialog begins in its first field',
  { hash: 'person/00000001-0000-7000-8000-000000000003' },
  async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.dataset.testid);
    await at(page, 'operator-freeze').click();
    await settle(page);
    assert.equal(await focused(), 'operator-reason');
  },
);

await test('whoever sets a payment password to pay stays in its boxes', { hash: tip }, async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.dataset.testid);
  await at(page, 'tip-amount-2000').click();
  await settle(page, 900);
  await at(page, 'tip-continue').click();
  await settle(page);
  assert.equal(await focused(), 'pin-new');
  await page.keyboard.type('135790');
  await at(page, 'pin-again').fill('135790');
  await at(page, 'pin-save').click();
  await settle(page);
  assert.equal(await focused(), 'tip-pin');
});

await test('who deletes their account is told until when it can be undone', { hash: 'known' }, async (page) => {
  await at(page, 'delete-account').click();
  await at(page, 'delete-account-give-up').check();
  await at(page, 'delete-account-do').click();
  await settle(page);
  assert.match(await at(page, 'signin-left').innerText(), /will be deleted on .* undo it: sign in again/);
});

await test('a contradiction is refused where it is written', { hash: run }, async (page) => {
  await at(page, 'gate-any').first().click();
  await settle(page, 900);
  assert.match(await at(page, 'gates-invalid').innerText(), /Nobody could post/);
  assert.equal(await at(page, 'gates-save').getAttribute('aria-disabled'), 'true');
  await at(page, 'gates-discard').click();
  assert.equal(await at(page, 'gates-impact').count(), 0);
});

await test(
  'rules that changed are accepted on the page, and posting opens',
  { hash: 'circle/00000002-0000-7000-8000-000000000005' },
  async (page) => {
    assert.ok(await at(page, 'circle-why').isVisible());
    await at(page, 'rules-accept').click();
    await settle(page);
    assert.equal(await at(page, 'rules-due').count(), 0);
    assert.equal(await at(page, 'circle-why').count(), 0);
  },
);

await test(
  'setting a payment password long after signing in asks to sign in again, and keeps what was typed',
  { hash: 'wallet', scenario: 'old_session' },
  async (page) => {
    await at(page, 'wallet-set-pin').click();
    await at(page, 'pin-new').fill('135790');
    await at(page, 'pin-again').fill('135790');
    await at(page, 'pin-save').click();
    await settle(page);
    assert.match(await at(page, 'pin-problem').textContent(), /Sign in again in your browser/);
    assert.equal(await at(page, 'pin-save').count(), 0);
    await at(page, 'pin-sign-in').click();
    await settle(page);
    assert.equal(await at(page, 'pin-dialog').count(), 0, 'it was saved with what had been typed');
    assert.match(await page.evaluate(() => location.hash), /wallet/);
  },
);

await test(
  'a wrong present password says how many tries are left, and a forgotten one is replaced by signing in',
  { hash: 'wallet', scenario: 'old_session_pin' },
  async (page) => {
    await at(page, 'wallet-set-pin').click();
    await at(page, 'pin-current').fill('246801');
    await at(page, 'pin-new').fill('864207');
    await at(page, 'pin-again').fill('864207');
    await at(page, 'pin-save').click();
    await settle(page);
    assert.match(await at(page, 'pin-problem').textContent(), /4 tries left/);
    await at(page, 'pin-forgotten').click();
    await settle(page);
    assert.equal(await at(page, 'pin-current').count(), 0);
    await at(page, 'pin-save').click();
    await settle(page);
    assert.equal(await at(page, 'pin-dialog').count(), 0);
  },
);

await test(
  'a post that a gate refused says why and is a draft again, for another circle',
  { hash: 'outbox', scenario: 'failed' },
  async (page) => {
    assert.match(await at(page, 'clauses').innerText(), /score of 750; yours is 712/);
    await at(page, 'outbox-redraft').click();
    await settle(page);
    assert.equal(await at(page, 'composer-text').inputValue(), 'Daisies at the bus stop.');
    await page.keyboard.press('Escape');
    await settle(page);
    assert.equal(await like(page, 'outbox-item-').count(), 2);
  },
);

await test(
  'a post in a circle whose gate has closed since is not changed: the editor says why, clause by clause',
  { hash: 'me', scenario: 'closed' },
  async (page) => {
    await at(page, 'post-menu').click();
    await at(page, 'post-edit').click();
    await at(page, 'edit-closed').waitFor();
    assert.match(await at(page, 'clauses').innerText(), /Not met\s+This needs a student badge/);
    await at(page, 'post-edit-text').fill('Other words');
    assert.ok(await at(page, 'post-edit-save').isDisabled());
    // By the keys neither; deleting is left.
    await page.keyboard.press('Control+Enter');
    assert.equal(await at(page, 'post-editor').count(), 1);
    await page.keyboard.press('Escape');
    await at(page, 'post-menu').click();
    await at(page, 'post-delete').waitFor();
  },
);

await end();
