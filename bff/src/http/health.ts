import type { RequestHandler } from 'express';
import type { Sequelize } from 'sequelize';

/** Whether this instance is leaving; load balancers stop sending when `/readyz` says so. */
export interface Lifecycle {
  draining: boolean;
}

const PING_MS = 1000;

async function answers(sequelize: Sequelize): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), PING_MS);
  const ping = sequelize.query('SELECT 1', { raw: true }).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([ping, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** `/healthz`: the process runs. */
export const alive: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ status: 'ok' });
};

/** `/readyz`: 200 while requests are welcome and the database answers within a second, else 503. */
export const ready =
  (sequelize: Sequelize, lifecycle: Lifecycle): RequestHandler =>
  async (_request, response) => {
    const database = lifecycle.draining ? null : await answers(sequelize);
    const status = lifecycle.draining ? 'draining' : database ? 'ok' : 'database_unavailable';
    response
      .set('Cache-Control', 'no-store')
      .status(status === 'ok' ? 200 : 503)
      .json({ status });
  };

/** While draining every answer asks the client to use another connection next time. */
export const sayGoodbye =
  (lifecycle: Lifecycle): RequestHandler =>
  (_request, response, next) => {
    if (lifecycle.draining) response.set('Connection', 'close');
    next();
  };
