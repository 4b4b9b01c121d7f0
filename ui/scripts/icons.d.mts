/** The lines of an icon, as SVG. */
export declare function lines(name: string): string;
export declare function icons(): import('vite').Plugin;
