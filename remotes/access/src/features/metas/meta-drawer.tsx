import type { MetaDetail } from '@eoms/contracts/access/catalogue.record';
import { useCan, useFormat, useLocalized } from '@eoms/kit';
import { Button, Drawer, InfoCard, LinkButton, Loaded, StatusTag, type InfoItem } from '@eoms/kit/ui';
import { useState } from 'react';
import { metaStatusTones, useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { HoldersCard } from '../../catalogue/holders-card.tsx';
import { RiskTag } from '../../scope-text.tsx';
import { useAccessText } from '../../words.ts';
import { useMeta } from './metas.api.ts';
import { useMetasText } from './metas-texts.ts';
import { TuneMeta } from './tune-meta.tsx';

const DAY_MINUTES = 24 * 60;

function useFacts(meta: MetaDetail): { about: InfoItem[]; limits: InfoItem[] } {
  const t = useMetasText();
  const c = useCatalogueText();
  const s = useAccessText();
  const format = useFormat();
  const spell = (minutes: number) =>
    minutes % DAY_MINUTES === 0
      ? c('days', { count: minutes / DAY_MINUTES })
      : c('hours', { count: Math.round(minutes / 6) / 10 });
  const source =
    meta.declaredBy === 'contracts' ? t('contracts') : t('remote', { name: meta.declaredBy.replace('remote:', '') });
  const status = <StatusTag tone={metaStatusTones[meta.status]}>{c(`status_${meta.status}`)}</StatusTag>;
  return {
    about: [
      { label: c('code'), value: <code>{meta.code}</code>, wide: true },
      { label: t('kind'), value: c(`kind_${meta.kind}`) },
      { label: t('state'), value: status },
      { label: t('declaredBy'), value: source },
      ...(meta.retiredAt ? [{ label: t('retiredAt'), value: format.instant(meta.retiredAt) }] : []),
    ],
    limits: [
      { label: t('risk'), value: <RiskTag tier={meta.riskTier} always /> },
      { label: t('requestable'), value: t(meta.requestable ? 'yes' : 'no') },
      { label: t('shortMax'), value: spell(meta.maxShortMinutes) },
      { label: t('longMax'), value: c('days', { count: meta.maxLongDays }) },
      {
        label: t('scopes'),
        value:
          meta.scopeKinds.length === 0 ? t('anyScope') : meta.scopeKinds.map((kind) => s(`scope_${kind}`)).join('、'),
        wide: true,
      },
    ],
  };
}

function Facts({ meta }: { meta: MetaDetail }) {
  const t = useMetasText();
  const text = useLocalized();
  const mayTune = useCan('access.catalogue.propose') && meta.status !== 'RETIRED';
  const [isTuning, setTuning] = useState(false);
  const { about, limits } = useFacts(meta);
  return (
    <div className="access-stack">
      <InfoCard title={text(meta.name)} items={about} />
      <InfoCard
        title={t('limits')}
        items={limits}
        actions={mayTune && <Button onClick={() => setTuning(true)}>{t('tune')}</Button>}
      />
      <InfoCard title={t('roles')}>
        {meta.roles.length === 0 && <p className="access-note">{t('noRole')}</p>}
        <div className="access-tags">
          {meta.roles.map((role) => (
            <LinkButton key={role.id} size="small" to={`/access/roles/${role.id}`}>
              {text(role.name)}
            </LinkButton>
          ))}
        </div>
      </InfoCard>
      <HoldersCard holders={meta.holders} />
      {isTuning && <TuneMeta meta={meta} onClose={() => setTuning(false)} />}
    </div>
  );
}

/** One permission beside the tree: what it is, its limits, the roles that hold it and who holds it. */
export function MetaDrawer({ code, onClose }: { code: string; onClose: () => void }) {
  const t = useMetasText();
  const meta = useMeta(code);
  return (
    <Drawer open size="large" title={t('detail')} onClose={onClose}>
      <Loaded query={meta}>{(shown) => <Facts key={shown.id} meta={shown} />}</Loaded>
    </Drawer>
  );
}
