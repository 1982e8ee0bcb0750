import { allMetas } from '@eoms/contracts/catalogue';
import type { MetaDefinition } from '@eoms/contracts/endpoint';
import type { RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import { Op, type Sequelize } from 'sequelize';
import type { Logger } from 'pino';
import { inTransaction } from '../../database/transaction.ts';
import { rememberMetaNames } from '../../http/meta-names.ts';
import { Meta } from './catalogue.model.ts';
import { declareMetas } from './declare.service.ts';

/** What declaring the permissions of remotes needs. */
export interface RemoteMetasDeps {
  readonly sequelize: Sequelize;
  readonly log: Logger;
  /** Manifests of the remotes as they are deployed now. */
  deployed(): readonly RemoteManifest[];
}

/** What contracts declare too belongs to the contracts. */
const ownMetas = ({ metas = {} }: RemoteManifest): Record<string, MetaDefinition> =>
  Object.fromEntries(
    Object.entries(metas as Record<string, MetaDefinition>).filter(([code]) => !Object.hasOwn(allMetas, code)),
  );

/** Brings the catalogue up to what deployed remotes declare for themselves. */
export function createRemoteMetas({ sequelize, log, deployed }: RemoteMetasDeps) {
  /** Names from the table too: a remote that is not deployed here may still have permissions that people hold. */
  async function rememberNames(): Promise<void> {
    const metas = await Meta.findAll({ where: { declaredBy: { [Op.ne]: 'contracts' } }, transaction: null });
    rememberMetaNames(metas.map(({ code, titleZh, titleEn }) => [code, { zh: titleZh, en: titleEn }]));
  }

  /** Declares what each deployed remote declares; a remote that is not deployed keeps what it had. */
  async function declare(): Promise<void> {
    for (const manifest of deployed()) {
      const declaration = { declaredBy: `remote:${manifest.name}`, metas: ownMetas(manifest) };
      const changed = await inTransaction(sequelize, ({ transaction, now }) =>
        declareMetas(transaction, now, declaration),
      );
      if (changed > 0) log.info({ remote: manifest.name, changed }, 'permissions of a remote brought up to date');
    }
    await rememberNames();
  }

  let running = Promise.resolve();
  return {
    declare,
    /** Declares again in the background, one run after the other; what fails is told to the log and tried at the next release. */
    follow(): void {
      running = running.then(declare).catch((error: unknown) => {
        log.error(
          { kind: error instanceof Error ? error.name : typeof error },
          'permissions of remotes were not declared',
        );
      });
    },
    /** Resolves when what was begun is done. */
    settled: (): Promise<void> => running,
  };
}

/** Brings the catalogue up to what deployed remotes declare for themselves. */
export type RemoteMetas = ReturnType<typeof createRemoteMetas>;
