import express, { Router, type RequestHandler } from 'express';
import { endSession as endSessionEndpoint } from '@eoms/contracts/portal/portal.contract';
import { serve } from '../../http/serve.ts';
import { LogoutRefusal, takeLogoutToken, type LogoutSettings } from './backchannel-logout.service.ts';
import { endSession } from './sessions.service.ts';

/** Endpoints of the caller's own session. */
export function sessionsRoutes(): Router {
  const routes = Router();
  serve(routes, endSessionEndpoint, endSession);
  return routes;
}

const readForm = express.urlencoded({ extended: false, limit: '32kb' });

const answerTo = (settings: LogoutSettings): RequestHandler =>
  async function takeLogout(request, response) {
    const token: unknown = (request.body as Record<string, unknown> | undefined)?.['logout_token'];
    response.set('Cache-Control', 'no-store');
    try {
      if (typeof token !== 'string') throw new LogoutRefusal('logout_token is required once, form-encoded');
      await takeLogoutToken(token, settings);
      response.status(200).end();
    } catch (error) {
      if (!(error instanceof LogoutRefusal)) throw error;
      // OpenID Connect Back-Channel Logout 1.0 section 2.8 wants 400 and the error form of OAuth 2.0.
      response.status(400).json({ error: 'invalid_request', error_description: error.message });
    }
  };

/** `POST /api/portal/backchannel-logout`: the OpenID provider says that a session has ended. Public; mount it before {@link serve}d routes. */
export function backchannelLogout(settings: LogoutSettings): Router {
  const routes = Router();
  routes.post('/api/portal/backchannel-logout', readForm, answerTo(settings));
  return routes;
}
