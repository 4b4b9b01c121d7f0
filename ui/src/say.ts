/** Messages, said: the texts stand in the page as data, in the order of the functions in `messages.ts`. */
import { spoken, type Locale } from './language.svelte';

export type Value = string | number;
type Choice = { by: string; other: Text } & Partial<Record<Intl.LDMLPluralRule, Text>>;
/** Text with `{name}` where a value goes; where a number chooses the words, a list of texts and choices. */
export type Text = string | (string | Choice)[];

const texts = JSON.parse(document.getElementById('texts')?.textContent ?? '') as Record<Locale, Text[]>;
// Chinese has one form, so the rules are those of English; every choice has `other`.
const rules = new Intl.PluralRules('en');

function fill(text: Text, values: Record<string, Value>): string {
  if (typeof text === 'string') return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  const choose = (choice: Choice) => choice[rules.select(Number(values[choice.by]))] ?? choice.other;
  return text.map((part) => fill(typeof part === 'string' ? part : choose(part), values)).join('');
}

/** The message at this place, in the language that is spoken. */
export function say(at: number, values?: Record<string, Value>): string {
  const text = texts[spoken()][at] as Text;
  return values ? fill(text, values) : (text as string);
}

/** What says the message at this place, in the language of that moment. */
export const saying =
  (at: number) =>
  (values?: Record<string, Value>): string =>
    say(at, values);
