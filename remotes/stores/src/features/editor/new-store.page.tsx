import { createStore } from '@eoms/contracts/stores/stores.contract';
import { Can, isProblem, ProblemError } from '@eoms/kit';
import { bodyOf, DeniedState, Form, Page } from '@eoms/kit/ui';
import { useState } from 'react';
import { useStoreText } from '../../labels.ts';
import { changedFields, type Values } from './changed-fields.ts';
import { useCreateStore } from './editor.api.ts';
import { useEditorText } from './editor-texts.ts';
import { IdentityFields, OperationFields, OwnerFields } from './store-fields.tsx';
import { StoreForm, useLeaveAfterSave } from './store-form.tsx';

const initial: Values = { brand: '网鱼电竞', zone: 'Asia/Shanghai', hours: { from: '00:00', until: '00:00' } };

/** A taken code is refused as a whole; the person looks for it at the field. */
function atTheCode(error: unknown): unknown {
  if (!isProblem(error, 'store_code_taken')) return error;
  const { messages, code } = error.problem;
  const refused = { pointer: '#/body/code', code, detail: '', messages };
  return new ProblemError({ ...error.problem, errors: [refused] });
}

function NewStoreForm() {
  const t = useEditorText();
  const [form] = Form.useForm<Values>();
  const [isDirty, setDirty] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const leave = useLeaveAfterSave(isDirty);
  const create = useCreateStore();
  const submit = (values: Values) => {
    setError(null);
    const code = String(values['code']).normalize('NFKC').toUpperCase();
    const franchiseeId = values['ownerKind'] === 'direct' ? null : values['franchiseeId'];
    create.mutate(
      { body: bodyOf(createStore, { ...values, code, franchiseeId }) },
      {
        onSuccess: (store) => leave(`/stores/stores/${store.id}`, t('created')),
        onError: (refusal) => setError(atTheCode(refusal)),
      },
    );
  };
  return (
    <StoreForm
      form={form}
      initial={initial}
      submitText={t('create')}
      isPending={create.isPending}
      error={error}
      cancelTo="/stores/stores"
      onEdit={(values) => setDirty(Object.keys(changedFields(values, initial)).length > 0)}
      onSubmit={submit}
    >
      <IdentityFields withCode />
      <div className="stores-stack">
        <OwnerFields />
        <OperationFields />
      </div>
    </StoreForm>
  );
}

/** Registers a store. */
export function NewStorePage() {
  const t = useEditorText();
  const s = useStoreText();
  const title = t('newTitle');
  return (
    <Page
      title={title}
      subtitle={t('newHint')}
      breadcrumb={[{ title: s('register'), to: '/stores/stores' }, { title }]}
    >
      <Can meta="stores.store.create" fallback={<DeniedState />}>
        <NewStoreForm />
      </Can>
    </Page>
  );
}
