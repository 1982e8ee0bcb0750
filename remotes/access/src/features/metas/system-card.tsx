import type { CatalogueSystem } from '@eoms/contracts/access/catalogue.record';
import { useCan, useFormat, useLocalized } from '@eoms/kit';
import { App, Button, InfoCard, Modal, StatusTag } from '@eoms/kit/ui';
import { useState } from 'react';
import { useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { changeBasket, useBasketOp } from '../../catalogue/change-basket.ts';
import { OwnerChoice } from '../../catalogue/choices.tsx';
import { PersonLine } from '../../scope-text.tsx';
import { useMetasText } from './metas-texts.ts';

function ChangeOwner({ system, onClose }: { system: CatalogueSystem; onClose: () => void }) {
  const t = useMetasText();
  const c = useCatalogueText();
  const { message } = App.useApp();
  const [ownerId, setOwnerId] = useState<string | null>(null);
  const present = system.owner?.id ?? null;
  const submit = () => {
    const op = { op: 'system.owner' as const, system: system.code, ownerId, replaces: present };
    changeBasket.put({ key: `system ${system.code}`, op, subject: system.name });
    void message.success(c('collected'));
    onClose();
  };
  return (
    <Modal
      open
      title={t('changeOwner')}
      okText={c('intoBasket')}
      cancelText={c('cancel')}
      okButtonProps={{ disabled: ownerId === present }}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="access-stack">
        <p className="access-note">{t('ownerHint')}</p>
        <label htmlFor="access-owner">{t('owner')}</label>
        <OwnerChoice id="access-owner" value={ownerId} onChange={setOwnerId} />
      </div>
    </Modal>
  );
}

/** A system in short: its owner and how much it declares. */
export function SystemCard({ system }: { system: CatalogueSystem }) {
  const t = useMetasText();
  const text = useLocalized();
  const format = useFormat();
  const mayPropose = useCan('access.catalogue.propose');
  const pending = useBasketOp(`system ${system.code}`, 'system.owner');
  const [isChanging, setChanging] = useState(false);
  return (
    <InfoCard
      title={text(system.name)}
      actions={mayPropose && <Button onClick={() => setChanging(true)}>{t('changeOwner')}</Button>}
      items={[
        {
          label: t('owner'),
          value: (
            <span className="access-tags">
              {system.owner ? <PersonLine person={system.owner} /> : t('noOwner')}
              {pending && <StatusTag tone="attention">{t('pendingOwner')}</StatusTag>}
            </span>
          ),
        },
        { label: t('size'), value: t('counts', { metas: system.metas, roles: system.roles }) },
        { label: t('version'), value: format.number(system.metaVersion) },
      ]}
    >
      {isChanging && <ChangeOwner system={system} onClose={() => setChanging(false)} />}
    </InfoCard>
  );
}
