import type { Sequelize } from 'sequelize';
import { dialectOf } from './connect.ts';

/** An instant for a statement written by hand: a `Date` would lose its milliseconds on MySQL. */
export const instantText = (sequelize: Sequelize, at: Date): string =>
  at
    .toISOString()
    .replace('T', ' ')
    .replace('Z', dialectOf(sequelize) === 'sqlite' ? ' +00:00' : '');
