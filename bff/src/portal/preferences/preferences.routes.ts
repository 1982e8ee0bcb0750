import { Router } from 'express';
import { savePreferences } from '@eoms/contracts/portal/portal.contract';
import { serve } from '../../http/serve.ts';
import type { PreferencesService } from './preferences.service.ts';

/** Preferences of the caller. */
export function preferencesRoutes(service: PreferencesService): Router {
  const routes = Router();
  serve(routes, savePreferences, service.savePreferences);
  return routes;
}
