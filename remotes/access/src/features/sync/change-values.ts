import type { StagedChange, StagedView } from '@eoms/contracts/access/sync.contract';
import { useFormat, useLocalized } from '@eoms/kit';
import { useOrganisationText } from '../../organisation-words.ts';
import { useAccessText } from '../../words.ts';
import { useChangeText } from './run-texts.ts';

type Field = keyof StagedView;

/** Fields in the order in which a person asks for them. */
const fields: readonly Field[] = [
  'personStatus',
  'unitStatus',
  'name',
  'nameEn',
  'code',
  'unitKind',
  'parents',
  'places',
  'heads',
  'employeeNo',
  'account',
  'phone',
  'idNumber',
  'personKind',
  'employment',
  'subject',
];

/** One field of a change: lines that go, and lines that come. */
export interface FieldChange {
  readonly field: Field;
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

type ListField = 'parents' | 'places' | 'heads';
const isList = (field: Field): field is ListField => ['parents', 'places', 'heads'].includes(field);

/** Lines of what holds for a time: units above, places, units led. */
function useListLines(): (view: StagedView, field: ListField) => readonly string[] {
  const t = useChangeText();
  const o = useOrganisationText();
  const text = useLocalized();
  const format = useFormat();
  const period = ({ from, until }: { from: string; until: string | null }) =>
    until === null
      ? o('spanOpen', { from: format.day(from) })
      : o('span', { from: format.day(from), until: format.day(until) });
  const line = (...parts: readonly (string | null | false)[]) => parts.filter(Boolean).join(t('between'));
  return ({ parents = [], heads = [], places = [] }, field) => {
    if (field === 'parents') return parents.map((one) => line(text(one.parent), period(one)));
    if (field === 'heads') return heads.map((one) => line(text(one.unit), o(`head_${one.kind}`), period(one)));
    return places.map((one) =>
      line(
        text(one.unit),
        text(one.position),
        o('level', { level: one.level }),
        !one.primary && t('secondary'),
        one.lineManager && t('manager', { name: one.lineManager }),
        period(one),
      ),
    );
  };
}

/** Values of a field as lines of text; a field that is not given has none. */
function useLines(): (view: StagedView, field: Field) => readonly string[] {
  const t = useChangeText();
  const s = useAccessText();
  const o = useOrganisationText();
  const list = useListLines();
  const word = (view: StagedView, field: Exclude<Field, ListField>): string | null => {
    if (field === 'unitKind' && view.unitKind) return s(`unit_${view.unitKind}`);
    if (field === 'unitStatus' && view.unitStatus) return t(`unit_${view.unitStatus}`);
    if (field === 'personKind' && view.personKind) return o(`kind_${view.personKind}`);
    if (field === 'personStatus' && view.personStatus) return o(`status_${view.personStatus}`);
    if (field === 'employment' && view.employment) return t(view.employment);
    // The feed gives the Chinese name for a missing English one.
    return field === 'nameEn' && view.nameEn === view.name ? null : (view[field] ?? null);
  };
  return (view, field) => {
    if (isList(field)) return list(view, field);
    const value = word(view, field);
    return value === null || value === '' ? [] : [value];
  };
}

/** What a change does, field by field; lines that stay are left out. */
export function useFieldChanges(): (change: StagedChange) => readonly FieldChange[] {
  const lines = useLines();
  return ({ before, after }) =>
    fields.flatMap((field): FieldChange[] => {
      const old = before ? lines(before, field) : [];
      const fresh = after ? lines(after, field) : [];
      const gone = old.filter((one) => !fresh.includes(one));
      const come = fresh.filter((one) => !old.includes(one));
      return gone.length + come.length > 0 ? [{ field, gone, come }] : [];
    });
}
