import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { antdThemes } from './antd-theme.ts';
import { darkPalette, lightPalette, variableOf, type Palette } from './tokens.ts';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

const channel = (hex: string): number => {
  const value = Number.parseInt(hex, 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const luminance = (color: string): number =>
  0.2126 * channel(color.slice(1, 3)) + 0.7152 * channel(color.slice(3, 5)) + 0.0722 * channel(color.slice(5, 7));
const contrast = (a: string, b: string): number => {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

const grounds = ['ground', 'surface', 'sunken', 'raised'] as const;
const textPairs: [keyof Palette, keyof Palette][] = [
  ...grounds.flatMap((ground): [keyof Palette, keyof Palette][] => [
    ['text', ground],
    ['textSecondary', ground],
    ['brandText', ground],
    ['danger', ground],
  ]),
  ['text', 'brandSoft'],
  ['brandText', 'brandSoft'],
  ['text', 'neutralSoft'],
  ['onBrand', 'brand'],
  ['onBrand', 'brandHover'],
  ['onBrand', 'brandActive'],
  ['onBrand', 'dangerFill'],
  ['onDanger', 'danger'],
  ['success', 'successSoft'],
  ['attention', 'attentionSoft'],
  ['danger', 'dangerSoft'],
  ['info', 'infoSoft'],
  ['textSecondary', 'dangerSoft'],
  ['text', 'dangerSoft'],
];
const shapePairs: [keyof Palette, keyof Palette][] = grounds.flatMap((ground): [keyof Palette, keyof Palette][] => [
  ['control', ground],
  ['focus', ground],
]);

describe.each([
  ['light', lightPalette],
  ['dark', darkPalette],
] as const)('%s theme', (name, palette) => {
  test('is the same in CSS', () => {
    const block = css.slice(css.indexOf(`[data-theme='${name}']`)).split('}')[0] ?? '';
    for (const [key, value] of Object.entries(palette))
      expect(block).toContain(`${variableOf(key as keyof Palette)}: ${value};`);
  });

  test.each(textPairs)('%s is legible on %s (4.5:1)', (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(shapePairs)('%s can be told from %s (3:1)', (shape, ground) => {
    expect(contrast(palette[shape], palette[ground])).toBeGreaterThanOrEqual(3);
  });

  test('is what antd gets', () => {
    expect(antdThemes[name].token).toMatchObject({
      colorPrimary: palette.brand,
      colorText: palette.text,
      colorBgContainer: palette.surface,
    });
  });
});
