import { changeStoreOwner, type OwnerKind, type Store } from '@eoms/contracts/stores/stores.contract';
import { App, fieldRules, Form, Select } from '@eoms/kit/ui';
import { FranchiseeSelect } from '../../franchisee-select.tsx';
import { ownerKinds, ownerText, useStoreText } from '../../labels.ts';
import { ChangeDialog, useSeenStore, whenAndWhy, type DialogFrame, type WhenFields } from './change-dialog.tsx';
import { usePageText } from './store-texts.ts';
import { useChangeStoreOwner } from './store.api.ts';

interface OwnerFields extends WhenFields {
  readonly ownerKind: OwnerKind;
  readonly franchiseeId?: string | null;
}

/** Gives a store to another owner, now or later. */
export function ChangeOwnerDialog({ store, frame }: { store: Store; frame: DialogFrame }) {
  const t = usePageText();
  const s = useStoreText();
  const { message } = App.useApp();
  const [form] = Form.useForm<OwnerFields>();
  const [seen, see] = useSeenStore(store);
  const change = useChangeStoreOwner();
  const ownerKind: OwnerKind | undefined = Form.useWatch('ownerKind', form);
  const submit = (values: OwnerFields) => {
    const franchiseeId = values.ownerKind === 'direct' ? null : (values.franchiseeId ?? null);
    change.mutate(
      {
        params: { storeId: seen.id },
        body: { ownerKind: values.ownerKind, franchiseeId, ...whenAndWhy(values) },
        ifMatch: seen.version,
      },
      {
        onSuccess: () => {
          void message.success(t(values.when === 'now' ? 'changed' : 'scheduled'));
          frame.onClose();
        },
        onError: see,
      },
    );
  };
  return (
    <ChangeDialog
      store={seen}
      title={t('changeOwner')}
      endpoint={changeStoreOwner}
      form={form}
      isPending={change.isPending}
      isImpossible={!seen.mayChangeOwner}
      error={change.error}
      frame={frame}
      onSubmit={submit}
    >
      <p className="stores-present">{t('presentOwner', { owner: ownerText(s, seen) })}</p>
      <Form.Item
        name="ownerKind"
        label={t('newOwner')}
        rules={fieldRules(changeStoreOwner, 'ownerKind')}
        extra={!seen.mayChangeOwner && t('noOwnerNow')}
      >
        <Select
          placeholder={t('choose')}
          options={ownerKinds.map((value) => ({ value, label: s(value) }))}
          onChange={() => form.setFieldValue('franchiseeId', null)}
        />
      </Form.Item>
      {ownerKind && ownerKind !== 'direct' && (
        <Form.Item
          name="franchiseeId"
          label={s('franchiseeId')}
          rules={fieldRules(changeStoreOwner, 'franchiseeId', { required: true })}
        >
          <FranchiseeSelect ownerKind={ownerKind} />
        </Form.Item>
      )}
    </ChangeDialog>
  );
}
