import { savePreferences } from '@eoms/contracts/portal/portal.contract';
import { announce, call, portal, textNow, type Theme } from '@eoms/kit';
import { type Preferences, useShell } from '../../shell-state.ts';

const KEPT = 'eoms.preferences';
const dark = matchMedia('(prefers-color-scheme: dark)');

const resolved = (choice: Preferences['theme']): Theme => {
  if (choice === 'system') return dark.matches ? 'dark' : 'light';
  return choice;
};

/** Puts language and theme into force in page, kit and remotes, and keeps them for the next start of this browser. */
export function applyPreferences(preferences: Preferences): void {
  const theme = resolved(preferences.theme);
  useShell.setState({ preferences });
  portal.setState({ locale: preferences.locale, theme });
  document.documentElement.lang = preferences.locale;
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem(KEPT, JSON.stringify(preferences));
}

/** Language and theme as they were last in force in this browser. */
export function keptPreferences(): Preferences {
  const fallback: Preferences = { locale: navigator.language.startsWith('zh') ? 'zh-CN' : 'en', theme: 'system' };
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Preferences>;
    return {
      locale: kept.locale === 'en' || kept.locale === 'zh-CN' ? kept.locale : fallback.locale,
      theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : fallback.theme,
    };
  } catch {
    return fallback;
  }
}

/** Follows the device when it changes between day and night. */
export function followDevice(): void {
  dark.addEventListener('change', () => applyPreferences(useShell.getState().preferences));
}

/** Changes a preference at once and saves it for the person's other devices. */
export async function choosePreferences(change: Partial<Preferences>): Promise<void> {
  const preferences = { ...useShell.getState().preferences, ...change };
  applyPreferences(preferences);
  try {
    await call(savePreferences, { body: preferences });
  } catch {
    announce(
      textNow('偏好设置没有保存成功，仅在本浏览器有效', 'The preference was not saved; it holds in this browser only'),
    );
  }
}
