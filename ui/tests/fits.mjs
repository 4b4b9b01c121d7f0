// What does not fit where it stands. Runs inside the page, so it speaks of nothing outside itself.

/** Rows that are made to be swept sideways by a finger. */
export const SWEPT = '.rings, .strip, .chips';

/** Every part that would have to be scrolled sideways, and every press and cut word that leaves its place. */
export function fits(swept) {
  const found = [];
  const named = (element) =>
    `${element.tagName.toLowerCase()}${[...element.classList]
      .filter((name) => !name.startsWith('svelte-'))
      .map((name) => `.${name}`)
      .join('')}${element.dataset.testid ? `[${element.dataset.testid}]` : ''}`;
  const page = document.documentElement;
  if (page.scrollWidth > window.innerWidth)
    found.push(`the page is ${page.scrollWidth - window.innerWidth} px too wide`);
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    // Whatever scrolls one way can be scrolled the other way too, and so hides what is too wide.
    const { overflowX, overflowY, display, textOverflow } = getComputedStyle(element);
    const over = element.scrollWidth - element.clientWidth;
    if ((overflowX === 'auto' || overflowX === 'scroll') && over > 0 && !element.matches(swept))
      found.push(`${named(element)} scrolls ${over} px sideways`);
    const box = element.getBoundingClientRect();
    if (
      element.matches('button, a, input, select') &&
      element.closest(swept) === null &&
      box.right > window.innerWidth + 1
    )
      found.push(`${named(element)} stands outside the window`);
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
    if (words.length === 0 || element.matches('.sr, .sr *, .strip *, textarea')) continue;
    const said = `${named(element)} "${element.textContent.trim().slice(0, 24)}"`;
    if (overflowX === 'hidden' && display !== 'inline' && over > 1 && textOverflow !== 'ellipsis')
      found.push(`${said} is cut off`);
    const lines = words.flatMap((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return [...range.getClientRects()];
    });
    const text = {
      left: Math.min(...lines.map((line) => line.left)),
      right: Math.max(...lines.map((line) => line.right)),
      top: Math.min(...lines.map((line) => line.top)),
      bottom: Math.max(...lines.map((line) => line.bottom)),
    };
    if (
      element.closest(swept) === null &&
      element.closest('.clip') === null &&
      box.width > 0 &&
      (text.right > window.innerWidth + 1 || text.left < -1)
    )
      found.push(`${said} leaves the window`);
    if (!element.matches('button, a, summary, .tag, .chip') || display === 'inline' || overflowY === 'hidden') continue;
    if (
      text.left < box.left - 1 ||
      text.right > box.right + 1 ||
      text.top < box.top - 3 ||
      text.bottom > box.bottom + 3
    )
      found.push(`${said} is larger than what it stands on`);
  }
  return [...new Set(found)];
}
