/** A piece of a message: text, a placeholder, or a choice by number. */
export type Part = string | { name: string } | { name: string; forms: Record<string, Part[]> };
export declare const LANGUAGES: string[];
export declare function parse(text: string): Part[];
export declare function placeholders(parts: Part[]): Map<string, 'Value' | 'number'>;
export declare function read(language: string): Map<string, Part[]>;
export declare function generate(): string;
/** What stands in the page: see `src/say.ts`. */
export declare function texts(): import('../src/say').Texts;
export declare function write(): void;
export declare function messages(): import('vite').Plugin;
export declare function placed(code: string, keys: string[]): string;
export declare function placing(): import('vite').Plugin;
