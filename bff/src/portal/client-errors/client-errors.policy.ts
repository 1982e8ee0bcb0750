/** What is taken out of a text, and what stands there instead; the order matters: long patterns first. */
const personal: readonly (readonly [RegExp, string])[] = [
  [/\b[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}\b/g, '[token]'],
  [/\b(bearer|dpop|basic)\s+\S+/gi, '$1 [token]'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[mail]'],
  [/(?<![\w-])\d{17}[\dXx](?![\w-])/g, '[id-card]'],
  [/(?<![\w-])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\w-])/g, '[phone]'],
  [/(?<![\w-])\d{12,19}(?![\w-])/g, '[number]'],
];

/** Takes out of an error message what is known to say something about a person: tokens, mail, phone, card numbers, the caller's name. */
export function withoutPersonalData(message: string, name: string): string {
  const text = personal.reduce((rest, [pattern, mark]) => rest.replaceAll(pattern, mark), message.normalize('NFKC'));
  // One character is no name that could be told from other text.
  return [...name].length > 1 ? text.replaceAll(name, '[name]') : text;
}

/** Path of an address without what somebody searched for. */
export const withoutQuery = (path: string): string => path.split(/[?#]/, 1)[0] ?? '';
