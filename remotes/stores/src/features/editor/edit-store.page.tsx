import { updateStore, type Store } from '@eoms/contracts/stores/stores.contract';
import { useParams } from '@eoms/kit/router';
import { Alert, bodyOf, ConflictModal, DeniedState, Form, isWithdrawn, Loaded, Page, Skeleton } from '@eoms/kit/ui';
import { useState } from 'react';
import { editableFields, toldFields, useStoreText } from '../../labels.ts';
import { movedBy, useShownValue } from '../../shown-value.ts';
import { changedFields, pick, type Values } from './changed-fields.ts';
import { useStoreToEdit, useUpdateStore } from './editor.api.ts';
import { useEditorText } from './editor-texts.ts';
import { IdentityFields, OperationFields } from './store-fields.tsx';
import { StoreForm, useLeaveAfterSave } from './store-form.tsx';

function EditStoreForm({ opened }: { opened: Store }) {
  const t = useEditorText();
  const s = useStoreText();
  const shown = useShownValue();
  const [form] = Form.useForm<Values>();
  const [base, setBase] = useState(opened);
  const [mine, setMine] = useState<Values>({});
  const [taken, setTaken] = useState<readonly (typeof editableFields)[number][]>([]);
  const update = useUpdateStore();
  const leave = useLeaveAfterSave(Object.keys(mine).length > 0);
  const moved = movedBy(update.error);
  const path = `/stores/stores/${opened.id}`;
  const mineUpon = (before: Store, values: Values) => changedFields(values, pick(before, editableFields));
  const send = (changed: Values, version: number) =>
    update.mutate(
      { params: { storeId: opened.id }, body: bodyOf(updateStore, changed), ifMatch: version },
      { onSuccess: () => leave(path, t('saved')) },
    );
  const submit = (values: Values) => {
    const changed = mineUpon(base, values);
    setTaken([]);
    if (Object.keys(changed).length > 0) send(changed, base.version);
    else leave(path, t('unchanged'));
  };
  /** Puts the form upon the store as it is now; fields not named keep what was typed. */
  const putUpon = (store: Store, fields: readonly string[]): Values => {
    form.setFieldsValue(pick(store, fields));
    const left = mineUpon(store, form.getFieldsValue());
    setBase(store);
    setMine(left);
    return left;
  };
  // Whatever differs now without my doing is theirs, even if the refusal did not name it: else it would be sent as mine.
  const moves = moved && changedFields(pick(moved.store, editableFields), base);
  const theirs = editableFields.filter((field) => moves && (field in moves || moved.fields.includes(field)));
  const keepMine = (version: number) => {
    if (!moved) return;
    const left = putUpon(
      moved.store,
      theirs.filter((field) => !(field in mine)),
    );
    // Both may have come to the same values: then there is nothing left to send.
    if (Object.keys(left).length > 0) send(left, version);
    else leave(path, t('saved'));
  };
  const takeTheirs = () => {
    if (!moved) return;
    putUpon(moved.store, theirs);
    setTaken(theirs);
    update.reset();
  };
  const names = taken.map((field) => s(field)).join(t('listComma'));
  return (
    <>
      {taken.length > 0 && (
        <Alert
          type="info"
          showIcon
          role="status"
          title={t('taken', { fields: names })}
          description={t(Object.keys(mine).length > 0 ? 'takenRest' : 'takenAll')}
        />
      )}
      <StoreForm
        form={form}
        initial={pick(opened, editableFields)}
        submitText={t('save')}
        isPending={update.isPending}
        error={moved ? null : update.error}
        cancelTo={path}
        onEdit={(values) => setMine(mineUpon(base, values))}
        onSubmit={submit}
      >
        <IdentityFields withCode={false} />
        <OperationFields />
      </StoreForm>
      <ConflictModal
        problem={moved && update.error}
        mine={mine}
        labels={Object.fromEntries(toldFields.map((name) => [name, s(name)]))}
        render={(field, value) => shown(field, value, moved?.store ?? base)}
        onKeepMine={keepMine}
        onTakeTheirs={takeTheirs}
        onClose={update.reset}
      />
    </>
  );
}

/** Changes data of a store; who saves second decides with both versions before him. */
export function EditStorePage() {
  const t = useEditorText();
  const s = useStoreText();
  const { storeId = '' } = useParams();
  const { query, isFresh } = useStoreToEdit(storeId);
  const store = isWithdrawn(query.error) ? undefined : query.data;
  const title = t('editTitle');
  const way = [
    { title: s('register'), to: '/stores/stores' },
    { title: store?.name ?? s('store'), to: `/stores/stores/${storeId}` },
    { title },
  ];
  return (
    <Page title={title} subtitle={store ? `${store.code} · ${store.name}` : undefined} breadcrumb={way}>
      <Loaded query={query}>
        {(loaded) => {
          if (!isFresh) return <Skeleton active paragraph={{ rows: 6 }} />;
          return loaded.mayEdit ? <EditStoreForm key={loaded.id} opened={loaded} /> : <DeniedState />;
        }}
      </Loaded>
    </Page>
  );
}
