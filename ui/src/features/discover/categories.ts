/** Interests of circles. One that this version does not know is still shown, under `other`. */
import type { CircleCardView } from '../../bindings/CircleCardView';
import * as m from '../../messages';

/** The interests that a circle can be applied for in. */
export const CATEGORIES: string[] = ['life', 'study', 'work', 'family', 'culture', 'tech', 'food', 'outdoors'];

export const categoryText = (category: string): string =>
  m.named(`category_${category}` as 'category_other') ?? m.category_other();

/** Those that occur, in a fixed order. */
export function categoriesOf(circles: CircleCardView[]): string[] {
  const present = new Set(circles.map((circle) => circle.category));
  return [
    ...CATEGORIES.filter((one) => present.has(one)),
    ...[...present].filter((one) => !CATEGORIES.includes(one)).sort(),
  ];
}
