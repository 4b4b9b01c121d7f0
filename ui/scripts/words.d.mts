/** A component's source with marks for its still messages. */
export declare function marked(source: string, keys: string[]): string;
/** A compiled module with its marks made good. */
export declare function unmarked(code: string, tree: object): string;
