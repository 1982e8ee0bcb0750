import { portal, usePortal, type Locale } from './portal.ts';

type Catalogue = Readonly<Record<string, string>>;

type PlainNames<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlainNames<Rest>
  : never;
/** Names a text needs; plural texts nest braces, so their names are not read by the compiler. */
type NamesOf<Text extends string> = string extends Text
  ? string
  : Text extends `${string}, plural,${string}`
    ? string
    : PlainNames<Text>;

/** Values that fill a text. */
export type Variables = Readonly<Record<string, string | number>>;

type VariablesOf<Text extends string> = [NamesOf<Text>] extends [never]
  ? [variables?: Variables]
  : [variables: Readonly<Record<NamesOf<Text>, string | number>>];

/** Gives the text of a key in one language. */
export type Translate<Zh extends Catalogue> = <Key extends keyof Zh & string>(
  key: Key,
  ...variables: VariablesOf<Zh[Key]>
) => string;

const PLURAL = /\{(\w+), plural,((?:\s*[=\w]+ \{[^{}]*\})+)\s*\}/g;
const numbers = new Map<Locale, { rules: Intl.PluralRules; format: Intl.NumberFormat }>();

function numbersOf(locale: Locale) {
  const known = numbers.get(locale) ?? { rules: new Intl.PluralRules(locale), format: new Intl.NumberFormat(locale) };
  numbers.set(locale, known);
  return known;
}

/** Fills `{name}` and `{name, plural, =0 {…} one {…} other {…}}`; `#` inside a plural form is the number itself. */
export function fill(text: string, locale: Locale, variables: Variables = {}): string {
  const { rules, format } = numbersOf(locale);
  return text
    .replace(PLURAL, (_all, name: string, forms: string) => {
      const count = Number(variables[name] ?? 0);
      const choices = new Map([...forms.matchAll(/([=\w]+) \{([^{}]*)\}/g)].map(([, form, shape]) => [form, shape]));
      return (choices.get(`=${count}`) ?? choices.get(rules.select(count)) ?? choices.get('other') ?? '').replaceAll(
        '#',
        format.format(count),
      );
    })
    .replace(/\{(\w+)\}/g, (all, name: string) => {
      const value = variables[name];
      return value === undefined ? all : typeof value === 'number' ? format.format(value) : value;
    });
}

/**
 * Declares the texts of a feature in both languages: English must have exactly the keys of Chinese, or it does not compile.
 * Gives a hook whose result translates keys in the present language.
 */
export function messages<const Zh extends Catalogue>(catalogue: {
  readonly 'zh-CN': Zh;
  readonly en: { readonly [Key in keyof NoInfer<Zh>]: string };
}): () => Translate<Zh> {
  const bound = (locale: Locale): Translate<Zh> => {
    const texts: Catalogue = locale === 'en' ? catalogue.en : catalogue['zh-CN'];
    return (key, ...[variables]) => fill(texts[key] ?? key, locale, variables);
  };
  const known = { 'zh-CN': bound('zh-CN'), en: bound('en') };
  return function useText() {
    return known[usePortal((state) => state.locale)];
  };
}

/** Gives one text of a `zh`/`en` pair outside a component, filled. */
export const textNow = (zh: string, en: string, variables?: Variables): string => {
  const { locale } = portal.getState();
  return fill(locale === 'en' ? en : zh, locale, variables);
};
