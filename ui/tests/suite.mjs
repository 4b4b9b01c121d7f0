// Tests in a real browser on the mock: a page of its own for each, which fails by what it asserts and by any error that
// the page throws.
import assert from 'node:assert/strict';
import { launch, serve } from './browser.mjs';

/**
 * `prepare` is called before the page is opened, `settle` when its main part is there; how long anything is waited for is
 * `patience`, in milliseconds. Gives `test`, and `end`, which prints what came of it and ends the process.
 */
export async function suite(called, { patience = 4_000, prepare = async () => {}, settle = async () => {} } = {}) {
  const server = await serve();
  const browser = await launch();
  let passed = 0;
  let failed = 0;

  async function test(name, { scenario = '', hash = 'home', size: [width, height] = [1440, 1000] }, body) {
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.setDefaultTimeout(patience);
    const open = async (at) => {
      await page.goto(`${server.url}/?lang=en&theme=light&scenario=${scenario}#/${at}`);
      await page.waitForSelector('main');
      await settle(page);
    };
    try {
      await prepare(page);
      await open(hash);
      await body(page, open);
      assert.deepEqual(errors, []);
      passed += 1;
    } catch (error) {
      failed += 1;
      console.error(`FAILED ${name}\n  ${String(error.message).split('\n').slice(0, 12).join('\n  ')}`);
    }
    await context.close();
  }

  async function end() {
    await browser.close();
    server.close();
    console.log(`${called}: ${passed} passed, ${failed} failed`);
    process.exit(failed === 0 && passed > 0 ? 0 : 1);
  }

  return { test, end };
}
