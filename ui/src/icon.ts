/**
 * An icon as a component: one drawing, copied wherever it is used, as the compiler does with the templates of components.
 * `scripts/icons.mjs` hands over its lines. Size and fill are said once; only the class follows what it is said by.
 */
import type { Component } from 'svelte';
// eslint-disable-next-line svelte/no-svelte-internal -- as compiled components do, of the same version
import { append, from_svg, template_effect } from 'svelte/internal/client';

interface Props {
  size?: number;
  fill?: string;
  class?: string;
}
const STROKE = 'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';

export function icon(lines: string, name: string): Component<Props> {
  const drawn = from_svg(`<svg viewBox="0 0 24 24" fill="none" ${STROKE} aria-hidden="true">${lines}</svg>`);
  return ((anchor: Comment, props: Props) => {
    const svg = drawn() as SVGElement;
    const { size = 24, fill } = props;
    svg.setAttribute('width', String(size));
    svg.setAttribute('height', String(size));
    if (fill) svg.setAttribute('fill', fill);
    const classed = () => svg.setAttribute('class', `lucide lucide-${name} ${props.class ?? ''}`);
    if ('class' in props) template_effect(classed);
    else classed();
    append(anchor, svg);
  }) as unknown as Component<Props>;
}
