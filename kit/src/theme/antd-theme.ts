import { theme as antd, type ThemeConfig } from 'antd';
import type { Theme } from '../portal.ts';
import { darkPalette, fontFamily, lightPalette, measures, type Palette } from './tokens.ts';

const tokensOf = (palette: Palette): NonNullable<ThemeConfig['token']> => ({
  colorPrimary: palette.brand,
  colorPrimaryHover: palette.brandHover,
  colorPrimaryActive: palette.brandActive,
  colorPrimaryBg: palette.brandSoft,
  colorPrimaryBgHover: palette.brandSoft,
  colorPrimaryBorder: palette.focus,
  colorPrimaryText: palette.brandText,
  colorLink: palette.brandText,
  colorLinkHover: palette.brandText,
  colorLinkActive: palette.brandText,
  colorSuccess: palette.success,
  colorWarning: palette.attention,
  colorError: palette.danger,
  colorInfo: palette.info,
  colorErrorText: palette.danger,
  colorErrorHover: palette.danger,
  colorErrorActive: palette.danger,
  colorErrorBg: palette.dangerSoft,
  colorWarningBg: palette.attentionSoft,
  colorSuccessBg: palette.successSoft,
  colorInfoBg: palette.infoSoft,
  colorBgLayout: palette.ground,
  colorBgContainer: palette.surface,
  colorBgElevated: palette.raised,
  colorBorder: palette.control,
  colorBorderSecondary: palette.line,
  colorSplit: palette.line,
  colorText: palette.text,
  colorTextSecondary: palette.textSecondary,
  colorTextTertiary: palette.textSecondary,
  colorTextDescription: palette.textSecondary,
  colorTextPlaceholder: palette.textSecondary,
  colorTextDisabled: palette.textDisabled,
  colorIcon: palette.textSecondary,
  controlOutline: palette.brandSoft,
  fontFamily,
  fontSize: measures.fontSize,
  borderRadius: measures.radius,
  borderRadiusLG: measures.radiusLarge,
  controlHeight: measures.controlHeight,
  sizeUnit: 4,
  wireframe: false,
});

const reducedMotion = (): boolean =>
  typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;

function themeOf(name: Theme): ThemeConfig {
  const palette = name === 'dark' ? darkPalette : lightPalette;
  return {
    algorithm: name === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: { ...tokensOf(palette), motion: !reducedMotion() },
    components: {
      Button: {
        primaryColor: palette.onBrand,
        defaultHoverColor: palette.brandText,
        defaultHoverBorderColor: palette.brandText,
        dangerColor: palette.onDanger,
      },
      Badge: { colorError: palette.dangerFill },
      Tabs: {
        itemSelectedColor: palette.brandText,
        itemHoverColor: palette.brandText,
        itemActiveColor: palette.brandText,
        inkBarColor: palette.brandText,
      },
      Input: { activeBorderColor: palette.focus, hoverBorderColor: palette.focus },
      Select: { activeBorderColor: palette.focus, hoverBorderColor: palette.focus },
      Form: { labelColor: palette.text, itemMarginBottom: 20 },
      Modal: { titleFontSize: 18 },
    },
  };
}

/** antd themes made from the house palette. */
export const antdThemes: Readonly<Record<Theme, ThemeConfig>> = { light: themeOf('light'), dark: themeOf('dark') };
