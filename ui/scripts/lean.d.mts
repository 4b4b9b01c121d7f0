/** A compiled component, without what this page never needs. */
export declare function lean(code: string, tree: object): string;
/** A module of the runtime with its flags as constants, `undefined` for any other. */
export declare function settled(code: string, id: string): string | undefined;
/** A script with its functions first. */
export declare function gathered(code: string, tree: object): string;
export declare function building(): import('vite').Plugin[];
