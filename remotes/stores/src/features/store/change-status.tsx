import { changeStoreStatus, type Store, type StoreStatus } from '@eoms/contracts/stores/stores.contract';
import { App, fieldRules, Form, Select } from '@eoms/kit/ui';
import { useStoreText } from '../../labels.ts';
import { ChangeDialog, useSeenStore, whenAndWhy, type DialogFrame, type WhenFields } from './change-dialog.tsx';
import { usePageText } from './store-texts.ts';
import { useChangeStoreStatus } from './store.api.ts';

interface StatusFields extends WhenFields {
  readonly to: StoreStatus;
}

const onlyOne = ({ nextStatuses }: Store): StoreStatus | undefined =>
  nextStatuses.length === 1 ? nextStatuses[0] : undefined;

/** Moves a store along its life cycle, now or later, saying what that means. */
export function ChangeStatusDialog({ store, frame }: { store: Store; frame: DialogFrame }) {
  const t = usePageText();
  const s = useStoreText();
  const { message } = App.useApp();
  const [form] = Form.useForm<StatusFields>();
  const [seen, see] = useSeenStore(store);
  const change = useChangeStoreStatus();
  const to: StoreStatus | undefined = Form.useWatch('to', form);
  const submit = (values: StatusFields) =>
    change.mutate(
      { params: { storeId: seen.id }, body: { to: values.to, ...whenAndWhy(values) }, ifMatch: seen.version },
      {
        onSuccess: () => {
          void message.success(t(values.when === 'now' ? 'changed' : 'scheduled'));
          frame.onClose();
        },
        onError: (error) => {
          const present = see(error);
          if (present && !present.nextStatuses.includes(values.to)) form.setFieldValue('to', onlyOne(present));
        },
      },
    );
  const isImpossible = seen.nextStatuses.length === 0;
  return (
    <ChangeDialog
      store={seen}
      title={t('changeStatus')}
      endpoint={changeStoreStatus}
      form={form}
      isPending={change.isPending}
      isImpossible={isImpossible}
      isFinal={to === 'closed'}
      error={change.error}
      frame={frame}
      onSubmit={submit}
    >
      <p className="stores-present">{t('presentStatus', { status: s(seen.status) })}</p>
      <Form.Item
        name="to"
        label={t('to')}
        rules={fieldRules(changeStoreStatus, 'to')}
        initialValue={onlyOne(store)}
        extra={isImpossible ? t('noStatusNow') : to && t(`hint_${to}`)}
      >
        <Select placeholder={t('choose')} options={seen.nextStatuses.map((value) => ({ value, label: s(value) }))} />
      </Form.Item>
    </ChangeDialog>
  );
}
