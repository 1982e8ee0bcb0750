import { z } from 'zod';

/** Identifier of any record: UUID (version 7 where EOMS makes it), lower case. */
export const Id = z
  .uuid()
  .lowercase()
  .meta({ id: 'Id', format: 'uuid', description: 'UUID; time-ordered (version 7) where EOMS makes it' });

/** Instant: ISO 8601 in UTC with milliseconds, e.g. `2026-03-11T12:30:00.000Z`. */
export const Instant = z.iso
  .datetime({ precision: 3 })
  .meta({ id: 'Instant', description: 'Instant in UTC with milliseconds' });

/** Calendar day without a zone, `YYYY-MM-DD`. */
export const Day = z.iso.date().meta({ id: 'Day', description: 'Calendar day' });

/** Money in fen (分), integer. */
export const Fen = z.int().meta({ id: 'Fen', description: 'Money in fen (1/100 CNY), integer' });

/** Version of a record that several people may edit; starts at 1, raised by each change. */
export const Version = z.int().min(1).meta({ id: 'Version', description: 'Version of the record, for If-Match' });

/** Text in both languages. */
export const LocalizedText = z.object({ zh: z.string(), en: z.string() }).meta({ id: 'LocalizedText' });

/** Bidirectional overrides and invisible controls can make a text show something else than it says. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|[\u200b\u202a-\u202e\u2060-\u2069\ufeff]/u;

const countCharacters = (text: string): number => [...text].length;

const checked = (min: number, max: number, multiline: boolean) =>
  z
    .string()
    .max(max * 2)
    .trim()
    .refine((text) => text.isWellFormed(), { error: 'text_malformed' })
    .refine((text) => !FORBIDDEN.test(text) && (multiline || !/[\r\n\t]/.test(text)), {
      error: 'text_forbidden_character',
    })
    .refine((text) => countCharacters(text) >= min, { error: min > 1 ? 'text_too_short' : 'text_empty' })
    .refine((text) => countCharacters(text) <= max, { error: 'text_too_long' });

/** One line of text, trimmed, min … max characters (code points); lone surrogates, controls and bidi overrides are refused. */
export const Line = (max: number, min = 1) => checked(min, max, false).meta({ maxLength: max, minLength: min });

/** Several lines of text, trimmed, 1 … max characters; otherwise as {@link Line}. */
export const Paragraphs = (max: number) => checked(1, max, true).meta({ maxLength: max, minLength: 1 });

/** Phone as people type it, folded to digits; it is kept sealed and shown masked. */
export const Phone = z
  .string()
  .transform((value) => value.normalize('NFKC').replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\+?\d{7,15}$/, 'phone_format'))
  .meta({ maxLength: 20 });

/** Number of an identity document, folded; it is kept sealed and shown masked. */
export const IdNumber = z
  .string()
  .transform((value) => value.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^[0-9A-Z]{6,24}$/, 'id_number_format'))
  .meta({ maxLength: 30 });

/** Why a masked value is looked at; it stays in the audit log. */
export const RevealReason = Line(200, 5);

/** Free search text of a list, at most 100 characters; full-width digits and letters are folded to half-width. */
export const SearchText = z
  .string()
  .max(200)
  .trim()
  .refine((text) => text.isWellFormed(), { error: 'text_malformed' })
  .refine((text) => countCharacters(text) <= 100, { error: 'text_too_long' })
  .transform((text) => text.normalize('NFKC'))
  .meta({ description: 'Search text', maxLength: 100 });

/** Query of a list page: opaque cursor of the previous answer and page size. */
export const pageQuery = {
  cursor: z.string().max(1000).optional().meta({ description: 'Opaque; the `next` of the previous page' }),
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Rows per page, 1 … 200' }),
} as const;

/** One page of a list; `next` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

/** Query value that may be repeated (`?state=open&state=new`); always parsed to a list. */
export const manyOf = <T extends z.ZodType>(item: T) =>
  z
    .preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).max(50))
    .optional();
