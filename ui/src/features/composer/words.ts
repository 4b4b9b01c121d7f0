/** What the composer counts, as the engine counts it (crates/domain/src/post.rs). */
export const TEXT_MOST = 2_200;

/** Characters, not code units; blank space at the end is cut off before sending. */
export const textLength = (text: string): number => [...text.trimEnd().replaceAll('\r\n', '\n')].length;
