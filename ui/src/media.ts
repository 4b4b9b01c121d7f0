/** How pictures share the space of a post. Pure, so that the space is known before a byte of them is there. */

export type Layout =
  | { kind: 'one'; ratio: number }
  | { kind: 'two' }
  | { kind: 'three' }
  | { kind: 'four' }
  /** Rows of six columns; the first ones are wider, so that no hole is left. */
  | { kind: 'many'; spans: (2 | 3)[] };

const TALLEST = 4 / 5;
const WIDEST = 16 / 9;

/** The layout of 1 to 9 pictures. */
export function layoutOf(sizes: { width: number; height: number }[]): Layout {
  const [first] = sizes;
  switch (sizes.length) {
    case 1: {
      const ratio = first && first.height > 0 ? first.width / first.height : 3 / 2;
      return { kind: 'one', ratio: Math.min(WIDEST, Math.max(TALLEST, ratio)) };
    }
    case 2:
      return { kind: 'two' };
    case 3:
      return { kind: 'three' };
    case 4:
      return { kind: 'four' };
    default: {
      const wide = [0, 4, 2][sizes.length % 3] ?? 0;
      return { kind: 'many', spans: sizes.map((_, i) => (i < wide ? 3 : 2)) };
    }
  }
}
