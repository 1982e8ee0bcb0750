import type { ClientInput, Endpoint } from '@eoms/contracts/endpoint';
import type { Problem } from '@eoms/contracts/errors';
import type { FieldShape, FormShape } from '@eoms/contracts/form';
import type { FormInstance, FormRule } from 'antd';
import { useEffect, useState } from 'react';
import { ProblemError } from '../api/errors.ts';
import { localized } from '../locale.ts';
import { textNow } from '../messages.ts';

type ReadShape = (endpoint: Endpoint) => FormShape | undefined;

let readShape: ReadShape = (endpoint) => (endpoint as { form?: FormShape }).form;

/** Tells where the constraints of a body come from; builds put them into the endpoint, tests read them from the schema. */
export const setFormShapes = (read: ReadShape): void => {
  readShape = read;
};

const shapeOf = (endpoint: Endpoint, name: string): FieldShape | undefined => readShape(endpoint)?.[name];

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

function complaint(shape: FieldShape, value: unknown): string | null {
  if (isEmpty(value)) return null;
  const { minLength = 0, maxLength, minimum, maximum, pattern } = shape;
  if (typeof value === 'string') {
    // The BFF counts characters as people do, not UTF-16 units: 𠮷 is one.
    const length = [...value.trim()].length;
    if (maxLength !== undefined && length > maxLength)
      return textNow('最多 {max} 个字，现在有 {length} 个', 'At most {max} characters; there are {length}', {
        max: maxLength,
        length,
      });
    if (length < minLength) return textNow('至少 {min} 个字', 'At least {min} characters', { min: minLength });
    if (pattern && !new RegExp(pattern, 'u').test(value)) return textNow('格式不正确', 'The format is not right');
  }
  if (typeof value === 'number') {
    if (minimum !== undefined && value < minimum)
      return textNow('不能小于 {min}', 'Not less than {min}', { min: minimum });
    if (maximum !== undefined && value > maximum)
      return textNow('不能大于 {max}', 'Not more than {max}', { max: maximum });
    if (shape.type === 'integer' && !Number.isInteger(value)) return textNow('请输入整数', 'Enter a whole number');
  }
  return null;
}

/**
 * Rules of one field of a command's form, read from the contract, with messages in the present language.
 * Patterns of codes that the contract folds first (upper case, full width) are left to the BFF.
 */
export function fieldRules(endpoint: Endpoint, name: string, options: { required?: boolean } = {}): FormRule[] {
  const shape = shapeOf(endpoint, name);
  if (!shape) return [];
  const required = options.required ?? (shape.required && !shape.nullable);
  const { pattern: _folded, ...plain } = shape;
  const checked = shape.type === 'string' ? plain : shape;
  return [
    ...(required
      ? [
          {
            required: true,
            ...(shape.type === 'string' ? { whitespace: true } : {}),
            message: textNow('此项必填', 'This is required'),
          },
        ]
      : []),
    {
      validator: (_rule, value) => {
        const text = complaint(checked, value);
        return text ? Promise.reject(new Error(text)) : Promise.resolve();
      },
    },
  ];
}

/** Longest text a field takes, for counters; undefined when the contract names none. */
export const fieldMaxLength = (endpoint: Endpoint, name: string): number | undefined =>
  shapeOf(endpoint, name)?.maxLength;

type BodyOf<E extends Endpoint> = ClientInput<E> extends { body: infer B } ? B : never;

/** Body of a command from form values: only fields the contract names; an emptied nullable field is null, other empty ones are left out. */
export function bodyOf<E extends Endpoint>(endpoint: E, values: Readonly<Record<string, unknown>>): BodyOf<E> {
  const shapes = Object.entries(readShape(endpoint) ?? {});
  const fields = shapes.flatMap(([name, shape]) => {
    const value = values[name];
    if (value === undefined && !(shape.required && shape.nullable)) return [];
    if (value === undefined || value === null || value === '') return shape.nullable ? [[name, null]] : [];
    return [[name, value]];
  });
  return Object.fromEntries(fields) as BodyOf<E>;
}

type FieldError = NonNullable<Problem['errors']>[number];

const pathOf = (pointer: string): (string | number)[] =>
  pointer
    .replace(/^#?\/(?:body\/?)?/, '')
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/**
 * Writes the refused values of an error onto their fields and puts the focus on the first.
 * Gives back what belongs to no field of the form, for a {@link ProblemAlert}.
 */
export function applyProblem(form: FormInstance, error: unknown): readonly FieldError[] {
  const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  const known = new Set(form.getFieldsError().map((field) => field.name.join('/')));
  const onField = new Map<string, { name: (string | number)[]; errors: string[] }>();
  const left: FieldError[] = [];
  for (const one of errors) {
    const path = pathOf(one.pointer);
    // A refusal deep inside a value that one control edits belongs to that control.
    const name = path
      .map((_part, index) => path.slice(0, path.length - index))
      .find((part) => known.has(part.join('/')));
    if (!name) left.push(one);
    else {
      // One value may be refused for several reasons.
      const told = onField.get(name.join('/'))?.errors ?? [];
      onField.set(name.join('/'), { name, errors: [...told, localized(one.messages)] });
    }
  }
  form.setFields([...onField.values()]);
  const [first] = onField.values();
  if (first) form.scrollToField(first.name, { focus: true, block: 'center' });
  return left;
}

/**
 * Writes each new error of a command onto its fields (see {@link applyProblem}) and gives what a {@link ProblemAlert}
 * still has to say: the refusal itself, and the refused values that have no field.
 */
export function useFormProblem(form: FormInstance, error: unknown): unknown {
  const [applied, setApplied] = useState<{ error: unknown; left: readonly FieldError[] }>();
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- which values have a field is known only once the form is drawn
    if (error) setApplied({ error, left: applyProblem(form, error) });
  }, [error, form]);
  if (!(error instanceof ProblemError) || applied?.error !== error) return error;
  return new ProblemError({ ...error.problem, errors: [...applied.left] }, error.retryAfter);
}
