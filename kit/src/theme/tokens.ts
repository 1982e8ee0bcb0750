/** Colours of one theme, as `#rrggbb`; each is also a CSS variable `--eoms-<kebab-name>` (tokens.css, kept equal by a test). */
export interface Palette {
  /** Ground of the page. */
  readonly ground: string;
  /** Cards, tables, forms. */
  readonly surface: string;
  /** Table heads, wells. */
  readonly sunken: string;
  /** Menus, dialogs, tooltips' opposite. */
  readonly raised: string;
  /** Lines that only structure. */
  readonly line: string;
  /** Borders of controls (3:1 against surface). */
  readonly control: string;
  readonly text: string;
  readonly textSecondary: string;
  readonly textDisabled: string;
  /** Fill of the main action; `onBrand` is legible on it. */
  readonly brand: string;
  readonly brandHover: string;
  readonly brandActive: string;
  readonly onBrand: string;
  /** Links and chosen items on surfaces. */
  readonly brandText: string;
  /** Quiet ground of chosen items. */
  readonly brandSoft: string;
  readonly success: string;
  readonly successSoft: string;
  readonly attention: string;
  readonly attentionSoft: string;
  readonly danger: string;
  readonly dangerSoft: string;
  /** Legible on `danger`. */
  readonly onDanger: string;
  /** Ground of counters; white is legible on it. */
  readonly dangerFill: string;
  readonly info: string;
  readonly infoSoft: string;
  readonly neutralSoft: string;
  readonly focus: string;
}

/** Light theme. */
export const lightPalette: Palette = {
  ground: '#f3f6f7',
  surface: '#ffffff',
  sunken: '#f0f4f5',
  raised: '#ffffff',
  line: '#d9e1e4',
  control: '#7b8a93',
  text: '#16222a',
  textSecondary: '#4b5b66',
  textDisabled: '#8d9aa3',
  brand: '#0c7a72',
  brandHover: '#0a6861',
  brandActive: '#07544f',
  onBrand: '#ffffff',
  brandText: '#0a6b64',
  brandSoft: '#dff2ef',
  success: '#17703a',
  successSoft: '#e2f4e8',
  attention: '#865200',
  attentionSoft: '#fdf0d9',
  danger: '#b3261e',
  dangerSoft: '#fde8e6',
  onDanger: '#ffffff',
  dangerFill: '#b3261e',
  info: '#1d5bb5',
  infoSoft: '#e4eefb',
  neutralSoft: '#e9eef0',
  focus: '#0a6b64',
};

/** Dark theme. */
export const darkPalette: Palette = {
  ground: '#0d1418',
  surface: '#152026',
  sunken: '#111a1f',
  raised: '#1c2930',
  line: '#2b3a42',
  control: '#70828d',
  text: '#e6eef1',
  textSecondary: '#a9b8c0',
  textDisabled: '#6c7d87',
  brand: '#0e7f77',
  brandHover: '#0c746d',
  brandActive: '#0b6a63',
  onBrand: '#ffffff',
  brandText: '#5fd3c6',
  brandSoft: '#12393a',
  success: '#74d396',
  successSoft: '#163626',
  attention: '#f2bd6b',
  attentionSoft: '#3a2b12',
  danger: '#ff9b94',
  dangerSoft: '#43201f',
  onDanger: '#2f0b08',
  dangerFill: '#c0362d',
  info: '#93bdff',
  infoSoft: '#1a2f4d',
  neutralSoft: '#243139',
  focus: '#5fd3c6',
};

/** Sizes in CSS pixels on an 8-px grid; the fonts are those of the device, Chinese first. */
export const measures = {
  fontSize: 14,
  fontSizeSmall: 13,
  fontSizeTitle: 22,
  lineHeight: 1.5715,
  radius: 6,
  radiusLarge: 10,
  controlHeight: 36,
  grid: 8,
} as const;

/** Font of the interface: system fonts only, so that no font file is on the wire. */
export const fontFamily =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", sans-serif';

/** CSS variable of a palette entry. */
export const variableOf = (name: keyof Palette): string =>
  `--eoms-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
