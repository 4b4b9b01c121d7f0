/** Arrow keys among the radio buttons of a group: they move and choose, as in any radio group. */
export function roving(group: HTMLElement) {
  const move = (event: KeyboardEvent) => {
    const radios = [...group.querySelectorAll<HTMLElement>('[role=radio]:not([aria-disabled=true])')];
    const at = radios.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1 + radios.length,
      ArrowUp: at - 1 + radios.length,
      Home: 0,
      End: radios.length - 1,
    }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = radios[to % radios.length];
    next?.focus();
    next?.click();
  };
  group.addEventListener('keydown', move);
  return { destroy: () => group.removeEventListener('keydown', move) };
}
