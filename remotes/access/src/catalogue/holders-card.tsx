import type { Holders } from '@eoms/contracts/access/catalogue.record';
import { useFormat } from '@eoms/kit';
import { DataTable, EmptyState, InfoCard, type Column } from '@eoms/kit/ui';
import { PersonLine } from '../scope-text.tsx';
import { useAccessText } from '../words.ts';
import { useCatalogueText } from './catalogue-texts.ts';

/** Who holds something now: how many, in which way, and some of them by name. */
export function HoldersCard({ holders }: { holders: Holders }) {
  const c = useCatalogueText();
  const s = useAccessText();
  const format = useFormat();
  const columns: readonly Column<Holders['sample'][number]>[] = [
    { key: 'person', title: s('person'), render: (person) => <PersonLine person={person} /> },
  ];
  return (
    <InfoCard
      title={c('holders')}
      items={[
        { label: c('holders'), value: c('people', { count: holders.total }) },
        { label: c('byRule'), value: format.number(holders.byRule) },
        { label: c('byGrant'), value: format.number(holders.byGrant) },
        { label: c('byBreakGlass'), value: format.number(holders.byBreakGlass) },
      ]}
    >
      <div className="access-card-part">
        {holders.total > holders.sample.length && (
          <p className="access-note">{c('sampleOf', { shown: holders.sample.length, total: holders.total })}</p>
        )}
        <DataTable
          label={c('holders')}
          columns={columns}
          rowKey={({ id }) => id}
          pages={{ items: holders.sample, isLoading: false, error: null, refetch: () => undefined }}
          empty={<EmptyState title={c('nobody')} />}
        />
      </div>
    </InfoCard>
  );
}
