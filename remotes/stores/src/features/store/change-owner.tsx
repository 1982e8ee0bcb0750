import type { OwnerKind, Store } from '@eoms/contracts/stores/stores.contract';
import { announce } from '@eoms/kit';
import { Form, Select } from '@eoms/kit/ui';
import { FranchiseeSelect } from '../../franchisee-select.tsx';
import { ownerKinds, useStoreText } from '../../labels.ts';
import { ChangeDialog, effectiveFrom, type WhenFields } from './change-dialog.tsx';
import { usePageText } from './store-texts.ts';
import { useChangeStoreOwner } from './store.api.ts';

interface OwnerFields extends WhenFields {
  readonly ownerKind: OwnerKind;
  readonly franchiseeId?: string | null;
}

/** Gives a store to another owner, now or later. */
export function ChangeOwnerDialog({ store, onClose }: { store: Store; onClose: () => void }) {
  const t = usePageText();
  const s = useStoreText();
  const [form] = Form.useForm<OwnerFields>();
  const change = useChangeStoreOwner();
  const ownerKind: OwnerKind | undefined = Form.useWatch('ownerKind', form);
  const submit = (values: OwnerFields) =>
    change.mutate(
      {
        params: { storeId: store.id },
        body: {
          ownerKind: values.ownerKind,
          franchiseeId: values.ownerKind === 'direct' ? null : (values.franchiseeId ?? null),
          effectiveFrom: effectiveFrom(values),
          reason: values.reason,
        },
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
    <ChangeDialog store={store} title={t('changeOwner')} form={form} pending={change.isPending} error={change.error} onSubmit={submit} onClose={onClose}>
      <Form.Item name="ownerKind" label={s('ownerKind')} initialValue={store.ownerKind} rules={[{ required: true, message: s('ownerKind') }]}>
        <Select options={ownerKinds.map((value) => ({ value, label: s(value) }))} onChange={() => form.setFieldValue('franchiseeId', null)} />
      </Form.Item>
      {ownerKind && ownerKind !== 'direct' && (
        <Form.Item name="franchiseeId" label={s('franchiseeId')} rules={[{ required: true, message: s('franchiseeId') }]}>
          <FranchiseeSelect ownerKind={ownerKind} />
        </Form.Item>
      )}
    </ChangeDialog>
  );
}
