// axe-core on every screen of the mock: two themes, two languages, a wide window and a phone; in the light theme also
// with text of twice its size, and on the narrowest window. Fails on any serious or critical finding, on an error in the
// console, and on anything that is wider than its place. Leaves a picture of each in target/ui-screens.
// `node tests/axe.mjs home circle` looks at some only.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { launch, serve } from './browser.mjs';
import { fits, SWEPT } from './fits.mjs';
import { screens } from './screens.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = fileURLToPath(new URL('../../target/ui-screens', import.meta.url));
mkdirSync(pictures, { recursive: true });

const wanted = process.argv.slice(2);
const sizes = [
  { name: 'wide', width: 1440, height: 1000 },
  { name: 'phone', width: 390, height: 844 },
];
const server = await serve();
const browser = await launch();
const AT_ONCE = 3;
const found = [];
let looked = 0;

for (const { name: size, ...viewport } of sizes) {
  for (const theme of ['light', 'dark']) {
    for (const lang of ['en', 'zh-Hans']) {
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
      const queue = screens.filter((screen) => wanted.length === 0 || wanted.includes(screen.name));
      const look = async (screen) => {
        const title = `${screen.name} ${size} ${theme} ${lang}`;
        const page = await context.newPage();
        page.on('console', (message) => {
          if (message.type() === 'error') found.push(`${title}: console: ${message.text()}`);
        });
        page.on('pageerror', (error) => found.push(`${title}: ${error.message}`));
        const query = new URLSearchParams({ theme, lang, scenario: screen.scenario ?? '' });
        await page.goto(`${server.url}/?${query}#/${screen.hash}`);
        try {
          await page.waitForSelector(screen.scenario === 'slow' ? '.sk' : 'main, dialog[open], .alone', {
            timeout: 5_000,
          });
          await page.waitForTimeout(350);
          for (const step of screen.steps ?? []) {
            if (step.press) await page.locator(step.press).first().click({ timeout: 3_000 });
            if (step.wait) await page.waitForTimeout(step.wait);
            if (step.key) await page.keyboard.press(step.key);
            if (step.type) {
              await page.locator(step.type[0]).fill(step.type[1]);
              // Longer than the page waits for somebody who is typing.
              await page.waitForTimeout(500);
            }
            if (step.select) await page.locator(step.select[0]).first().selectOption(step.select[1]);
            await page.waitForTimeout(150);
          }
        } catch (error) {
          found.push(`${title}: ${String(error).split('\n')[0]}`);
        }
        await page.screenshot({
          path: `${pictures}/${screen.name}-${size}-${theme}-${lang}.jpg`,
          type: 'jpeg',
          quality: 80,
        });
        // The content policy of the app lets no foreign script in; the checker comes by the debugger's door.
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          window.axe.run(document, {
            resultTypes: ['violations'],
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
          }),
        );
        for (const { id, impact, nodes, help } of violations) {
          if (impact !== 'serious' && impact !== 'critical') continue;
          found.push(
            `${title}: ${impact} ${id}: ${help}: ${nodes
              .slice(0, 3)
              .map((node) => node.target.join(' '))
              .join(' | ')}`,
          );
        }
        const measured = async (as) => {
          for (const one of await page.evaluate(fits, SWEPT)) found.push(`${title}${as}: ${one}`);
        };
        await measured('');
        if (theme === 'light') {
          await page.evaluate(async () => {
            document.documentElement.style.fontSize = '200%';
            window.dispatchEvent(new Event('resize'));
            await new Promise((drawn) => setTimeout(drawn, 150));
          });
          await page.screenshot({
            path: `${pictures}/${screen.name}-${size}-${lang}-200.jpg`,
            type: 'jpeg',
            quality: 80,
          });
          await measured(' at 200 %');
        }
        if (theme === 'light' && size === 'phone') {
          await page.evaluate(() => (document.documentElement.style.fontSize = ''));
          await page.setViewportSize({ width: 360, height: 640 });
          await page.waitForTimeout(100);
          await measured(' at 360 px');
        }
        looked += 1;
        await page.close();
      };
      const worker = async () => {
        for (let screen = queue.shift(); screen; screen = queue.shift()) await look(screen);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      await context.close();
    }
  }
}
await browser.close();
server.close();
for (const one of found) console.error(one);
console.log(`axe: ${looked} screens, ${found.length} findings; pictures in target/ui-screens`);
process.exit(found.length === 0 && looked > 0 ? 0 : 1);
