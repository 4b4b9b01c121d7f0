/**
 * What lies over the page. A modal dialog makes all else inert, also what is drawn above it; so the notices go along
 * into the topmost dialog, where they can be read, heard and pressed, and come back when it closes.
 */
const dialogs: HTMLElement[] = [];
let notices: HTMLElement | undefined;
let home: HTMLElement | null = null;

/** Above everything that was opened before it. */
export function raise(element: HTMLElement): void {
  if (!('showPopover' in element)) return;
  if (element.matches(':popover-open')) element.hidePopover();
  if (element.childElementCount > 0) element.showPopover();
}

function place(): void {
  const above = dialogs.at(-1) ?? home;
  if (!notices || !above) return;
  if (notices.parentElement !== above) above.append(notices);
  raise(notices);
}

/** Notices are shown in this element, wherever it is carried. */
export function carry(element: HTMLElement): void {
  notices = element;
  home = element.parentElement;
  place();
}

/** A modal dialog opened; the answer says that it closed. */
export function over(dialog: HTMLElement): () => void {
  dialogs.push(dialog);
  place();
  return () => {
    dialogs.splice(dialogs.indexOf(dialog), 1);
    place();
  };
}
