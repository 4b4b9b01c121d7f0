/** Which language is spoken. Messages read in a template follow it, because it is reactive state. */
import type { Language } from './bindings/Language';

export type Locale = 'en' | 'zh-Hans';

const ofSystem = (): Locale => (/^zh/i.test(navigator.language) ? 'zh-Hans' : 'en');

let locale = $state<Locale>(document.documentElement.lang === 'zh-Hans' ? 'zh-Hans' : 'en');
// Set while one message is said in another language than the window's.
let aside: Locale | undefined;

/** The language that is spoken now. */
export const spoken = (): Locale => aside ?? locale;

/** A message in this language, whatever is spoken: names of languages, and our own name in both. */
export function saidIn(language: Locale, words: () => string): string {
  const before = aside;
  aside = language;
  try {
    return words();
  } finally {
    aside = before;
  }
}

/** Speaks this language from now on. */
export function speak(language: Language): void {
  locale = language === 'system' ? ofSystem() : language;
  document.documentElement.lang = locale;
}

/** One of two spellings of the same thing; many circles have a Chinese name of their own. */
export const named = (name: string, nameZh: string): string => (locale === 'zh-Hans' && nameZh ? nameZh : name);

/** Sentences one after the other: Chinese puts no space between them. */
export const together = (sentences: (string | null | undefined | false)[]): string =>
  sentences.filter(Boolean).join(spoken() === 'zh-Hans' ? '' : ' ');

/** The language of a text that a person wrote, for screen readers and line breaking. */
export const languageOf = (text: string): Locale | undefined =>
  /[\u3400-\u9fff]/.test(text) ? 'zh-Hans' : /[a-z]/i.test(text) ? 'en' : undefined;
