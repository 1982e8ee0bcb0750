import { messages } from '@eoms/kit';
import { Disclosure } from '../../layout/disclosure.tsx';
import { Icon } from '../../layout/icons.tsx';
import { type Preferences, useShell } from '../../shell-state.ts';
import { choosePreferences } from './preferences.ts';

const useText = messages({
  'zh-CN': { language: '语言', now: '语言：{name}', theme: '外观', light: '浅色', dark: '深色', system: '跟随系统' },
  en: {
    language: 'Language',
    now: 'Language: {name}',
    theme: 'Appearance',
    light: 'Light',
    dark: 'Dark',
    system: 'Follow the device',
  },
});

const LANGUAGES = [
  ['zh-CN', '中文'],
  ['en', 'English'],
] as const satisfies readonly (readonly [Preferences['locale'], string])[];

const THEMES = [
  ['light', 'sun'],
  ['dark', 'moon'],
  ['system', 'device'],
] as const satisfies readonly (readonly [Preferences['theme'], string])[];

/** Chooses the language of the portal. */
export function LanguageMenu() {
  const t = useText();
  const chosen = useShell(({ preferences }) => preferences.locale);
  return (
    <Disclosure
      label={t('language')}
      name={t('now', { name: chosen === 'en' ? 'EN' : '中文' })}
      button={<span className="language-mark">{chosen === 'en' ? 'EN' : '中'}</span>}
    >
      {(close) =>
        LANGUAGES.map(([locale, name]) => (
          <button
            key={locale}
            type="button"
            className="panel-item"
            lang={locale}
            aria-pressed={locale === chosen}
            onClick={() => (close(), void choosePreferences({ locale }))}
          >
            {name}
            {locale === chosen && <Icon name="check" size={16} />}
          </button>
        ))
      }
    </Disclosure>
  );
}

/** Chooses light, dark, or what the device says. */
export function ThemeMenu() {
  const t = useText();
  const chosen = useShell(({ preferences }) => preferences.theme);
  const icon = THEMES.find(([theme]) => theme === chosen)?.[1] ?? 'device';
  return (
    <Disclosure label={t('theme')} button={<Icon name={icon} />}>
      {(close) =>
        THEMES.map(([theme, name]) => (
          <button
            key={theme}
            type="button"
            className="panel-item"
            aria-pressed={theme === chosen}
            onClick={() => (close(), void choosePreferences({ theme }))}
          >
            <Icon name={name} size={16} />
            {t(theme)}
            {theme === chosen && <Icon name="check" size={16} />}
          </button>
        ))
      }
    </Disclosure>
  );
}
