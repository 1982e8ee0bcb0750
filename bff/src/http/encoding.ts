/** Content codings the portal sends, best first. */
export const codings = ['br', 'gzip'] as const;

/** Content coding of an answer. */
export type Coding = (typeof codings)[number];

const weightOf = (parts: readonly string[]): number => {
  const weight = parts.map((part) => /^q=([\d.]+)$/i.exec(part.trim())?.[1]).find((value) => value !== undefined);
  return weight === undefined ? 1 : Number(weight);
};

/** Best coding that `Accept-Encoding` allows among those available; undefined means to send the plain bytes (RFC 9110 12.5.3). */
export function chooseCoding(header: string | undefined, available: readonly Coding[]): Coding | undefined {
  const weights = new Map(
    (header ?? '').split(',').map((entry) => {
      const [name = '', ...parts] = entry.split(';');
      return [name.trim().toLowerCase(), weightOf(parts)] as const;
    }),
  );
  return available.find((coding) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0);
}
