/** The order of files in the tray. Pure. */

/** `items` with the one at `from` at `to`; the same order when there is no such place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items];
  if (from < 0 || from >= items.length || to < 0 || to >= items.length) return next;
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** `items` in the order of `ids`; those it does not name stay at the end, in their own order. */
export function inOrder<T extends { id: string }>(items: readonly T[], ids: readonly string[]): T[] {
  const place = (item: T) => {
    const at = ids.indexOf(item.id);
    return at < 0 ? ids.length : at;
  };
  return [...items].sort((a, b) => place(a) - place(b));
}
