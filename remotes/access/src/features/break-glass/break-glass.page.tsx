import { describeError, useLocalized } from '@eoms/kit';
import { App, Button, DataTable, EmptyState, Page, Popconfirm, type Column } from '@eoms/kit/ui';
import { useState } from 'react';
import { useBreakGlassText } from './break-glass-texts.ts';
import { useEndEmergency, useOwnEmergencies } from './break-glass.api.ts';
import { useEmergencyColumns, type Emergency } from './emergency-line.tsx';
import { TakeEmergency } from './take-emergency.tsx';

function GiveBack({ one }: { one: Emergency }) {
  const t = useBreakGlassText();
  const text = useLocalized();
  const { message } = App.useApp();
  const end = useEndEmergency({
    onSuccess: () => void message.success(t('givenBack')),
    onError: (error) => void message.error(text(describeError(error).title)),
  });
  if (!one.mayEnd) return null;
  return (
    <Popconfirm
      title={t('giveBackAsk')}
      description={t('giveBackHint')}
      okText={t('giveBack')}
      cancelText={t('cancel')}
      onConfirm={() => end.mutate({ params: { breakGlassId: one.id }, body: {} })}
    >
      <Button size="small" loading={end.isPending}>
        {t('giveBack')}
      </Button>
    </Popconfirm>
  );
}

/** Emergency permissions of the person himself. */
export function BreakGlassPage() {
  const t = useBreakGlassText();
  const [taking, setTaking] = useState(false);
  const pages = useOwnEmergencies();
  const shared = useEmergencyColumns();
  const columns: readonly Column<Emergency>[] = [
    shared.what,
    shared.when,
    shared.state,
    shared.verdict,
    { key: 'actions', title: '', width: 120, render: (one) => <GiveBack one={one} /> },
  ];
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        <Button danger onClick={() => setTaking(true)}>
          {t('take')}
        </Button>
      }
    >
      <DataTable
        label={t('title')}
        columns={columns}
        rowKey={(one) => one.id}
        pages={pages}
        empty={<EmptyState title={t('none')}>{t('noneHint')}</EmptyState>}
      />
      <TakeEmergency open={taking} onClose={() => setTaking(false)} />
    </Page>
  );
}
