import { listSystemMetas } from '@eoms/contracts/access/catalogue.contract';
import type { MetaRef } from '@eoms/contracts/access/shared.record';
import type { SystemCode } from '@eoms/contracts/systems';
import { useLocalized } from '@eoms/kit';
import { Button, Loaded, Select, useEndpoint } from '@eoms/kit/ui';
import { useState } from 'react';
import { useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { useSystemChoices } from '../../catalogue/choices.tsx';
import { MetaTree } from '../../catalogue/meta-tree.tsx';
import { useSodText } from './sod-texts.ts';

/** A permission on one side of a rule. */
export type SideMeta = Pick<MetaRef, 'code' | 'name'>;

interface Side {
  readonly label: string;
  readonly value: readonly SideMeta[];
  readonly onChange: (value: readonly SideMeta[]) => void;
}

function Chosen({ value, onChange }: Side) {
  const t = useSodText();
  const text = useLocalized();
  if (value.length === 0) return <p className="access-note">{t('nothing')}</p>;
  return (
    <ul className="access-change-steps" aria-label={t('chosen')}>
      {value.map(({ code, name }) => (
        <li key={code}>
          <span>
            {text(name)} <code className="access-hint">{code}</code>
          </span>
          <Button
            size="small"
            type="text"
            aria-label={t('drop', { name: text(name) })}
            onClick={() => onChange(value.filter((one) => one.code !== code))}
          >
            ✕
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** Chooses the permissions of one side, from any system. */
export function SidePicker(side: Side) {
  const c = useCatalogueText();
  const [system, setSystem] = useState<SystemCode>('stores');
  const metas = useEndpoint(listSystemMetas, { params: { system } });
  const codes = new Set(side.value.map(({ code }) => code));
  return (
    <fieldset className="access-side">
      <legend>{side.label}</legend>
      <Chosen {...side} />
      <Select
        aria-label={`${side.label} · ${c('system')}`}
        className="access-choice"
        value={system}
        options={useSystemChoices()}
        onChange={setSystem}
      />
      <Loaded query={metas}>
        {({ items }) => {
          const living = items.filter(({ status }) => status !== 'RETIRED');
          const known = new Map(living.map((meta) => [meta.code, { code: meta.code, name: meta.name }]));
          const change = (these: readonly string[], on: boolean) => {
            const rest = side.value.filter(({ code }) => !these.includes(code));
            side.onChange(on ? [...rest, ...these.flatMap((code) => known.get(code) ?? [])] : rest);
          };
          return (
            <MetaTree
              key={system}
              label={side.label}
              metas={living}
              visibleRows={6}
              selection={{ codes, onChange: change }}
            />
          );
        }}
      </Loaded>
    </fieldset>
  );
}
