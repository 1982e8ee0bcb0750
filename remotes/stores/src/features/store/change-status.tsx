import type { Store, StoreStatus } from '@eoms/contracts/stores/stores.contract';
import { announce } from '@eoms/kit';
import { Form, Select } from '@eoms/kit/ui';
import { useStoreText } from '../../labels.ts';
import { ChangeDialog, effectiveFrom, type WhenFields } from './change-dialog.tsx';
import { usePageText } from './store-texts.ts';
import { useChangeStoreStatus } from './store.api.ts';

interface StatusFields extends WhenFields {
  readonly to: StoreStatus;
}

/** Moves a store along its life cycle, now or later, saying what that means. */
export function ChangeStatusDialog({ store, onClose }: { store: Store; onClose: () => void }) {
  const t = usePageText();
  const s = useStoreText();
  const [form] = Form.useForm<StatusFields>();
  const change = useChangeStoreStatus();
  const to: StoreStatus | undefined = Form.useWatch('to', form);
  const submit = (values: StatusFields) =>
    change.mutate(
      {
        params: { storeId: store.id },
        body: { to: values.to, effectiveFrom: effectiveFrom(values), reason: values.reason },
        ifMatch: store.version,
      },
      {
        onSuccess: () => {
          announce(t('changed'));
          onClose();
        },
      },
    );
  return (
    <ChangeDialog store={store} title={t('changeStatus')} form={form} pending={change.isPending} error={change.error} onSubmit={submit} onClose={onClose}>
      <Form.Item name="to" label={t('to')} rules={[{ required: true, message: t('to') }]} initialValue={store.nextStatuses[0]} extra={to && t(`hint_${to}`)}>
        <Select options={store.nextStatuses.map((value) => ({ value, label: s(value) }))} />
      </Form.Item>
    </ChangeDialog>
  );
}
