/** Messages, said: the texts stand in the page as data, in the order of the functions in `messages.ts`. */
import { spoken, type Locale } from './language.svelte';

export type Value = string | number;
type Choice = { by: string; one?: Text; other: Text };
/** Text with `{name}` where a value goes; where a number chooses the words, a list of texts and choices. */
export type Text = string | (string | Choice)[];

/** By language, and the places of those that are asked for by name. */
export type Texts = Record<Locale, Text[]> & { named: Record<string, number> };

const found: Partial<Texts> = {};
/** Read when it is first needed: most people never speak the other language. */
const texts = <Part extends keyof Texts>(part: Part): Texts[Part] =>
  (found[part] ??= JSON.parse(
    document.getElementById(`texts-${part}`)?.textContent ?? '',
  ) as Texts[Part]) as Texts[Part];

const HAN = /[\u3000-\u9fff\uff00-\uffef]/;

function fill(text: Text, values: Record<string, Value>): string {
  if (typeof text === 'string') {
    return text.replace(/ ?\{(\w+)\} ?/g, (whole, name: string, at: number) => {
      const value = String(values[name]);
      // Chinese is written without a space between its own signs; what is filled in may be either.
      const before = whole[0] === ' ' && !(HAN.test(value[0] ?? '') && HAN.test(text[at - 1] ?? '')) ? ' ' : '';
      const after = whole.at(-1) === ' ' && !(HAN.test(value.at(-1) ?? '') && HAN.test(text[at + whole.length] ?? ''));
      return before + value + (after ? ' ' : '');
    });
  }
  // Chinese has one form, so the rule is that of English for whole numbers; every choice has `other`.
  const choose = (choice: Choice) => (Number(values[choice.by]) === 1 && choice.one) || choice.other;
  return text.map((part) => fill(typeof part === 'string' ? part : choose(part), values)).join('');
}

/** The message at this place, in the language that is spoken. */
export function say(at: number, values?: Record<string, Value>): string {
  const text = texts(spoken())[at] as Text;
  return values ? fill(text, values) : (text as string);
}

/** What says the message at this place, in the language of that moment. */
export const saying =
  (at: number) =>
  (values?: Record<string, Value>): string =>
    say(at, values);

/** The message of this name; nothing for one that this version does not know. */
export function named(key: string): string | undefined {
  const at = texts('named')[key];
  return at === undefined ? undefined : say(at);
}
