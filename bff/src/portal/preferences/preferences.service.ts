import type { HandlerInput } from '@eoms/contracts/endpoint';
import type { savePreferences as savePreferencesEndpoint } from '@eoms/contracts/portal/portal.contract';
import type { Context } from '../../http/context.ts';
import { PersonPreference } from './preferences.model.ts';

/** Language and theme. */
export type Preferences = HandlerInput<typeof savePreferencesEndpoint>['body'];

/** Language and theme of each caller. */
export interface PreferencesService {
  /** Those of the caller; who never chose gets the language his browser asked for. */
  readPreferences(context: Context): Promise<Preferences>;
  /** Keeps those of the caller; of two saves the later stays. */
  savePreferences(context: Context, input: { body: Preferences }): Promise<Preferences>;
}

async function readPreferences({ caller, locale, transaction }: Context): Promise<Preferences> {
  const kept = await PersonPreference.findByPk(caller.id, { transaction: transaction ?? null });
  return kept
    ? { locale: kept.locale, theme: kept.theme }
    : { locale: locale === 'en' ? 'en' : 'zh-CN', theme: 'system' };
}

async function savePreferences(
  { caller, now, transaction }: Context,
  { body }: { body: Preferences },
): Promise<Preferences> {
  await PersonPreference.upsert({ personId: caller.id, ...body, updatedAt: now }, { transaction: transaction ?? null });
  return body;
}

/** Opens the preferences of the database its model is bound to. */
export const createPreferencesService = (): PreferencesService => ({ readPreferences, savePreferences });
