import { createStore, updateStore, type Store } from '@eoms/contracts/stores/stores.contract';
import { ProblemError, announce, useUnsavedGuard } from '@eoms/kit';
import { useNavigate, useParams } from '@eoms/kit/router';
import { Button, ConflictModal, DeniedState, Form, Loaded, Page, ProblemAlert, applyProblem, bodyOf } from '@eoms/kit/ui';
import { useEffect, useState, type ReactNode } from 'react';
import { hoursText, useStoreText } from '../../labels.ts';
import { useCreateStore, useStoreToEdit, useUpdateStore } from './editor.api.ts';
import { useEditorText } from './editor-texts.ts';
import { IdentityFields, OperationFields, OwnerFields } from './store-fields.tsx';

type Values = Record<string, unknown>;

const listPath = '/stores/stores';
const storePath = (storeId: string) => `${listPath}/${storeId}`;
const editable = ['name', 'brand', 'city', 'address', 'phone', 'regionId', 'hosts', 'hours', 'zone', 'openedOn', 'note'] as const;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** What the person changed compared with the record he opened. */
const changedFields = (body: Values, before: Values): Values =>
  Object.fromEntries(Object.entries(body).filter(([name, value]) => !same(value, before[name])));

function StoreForm(props: {
  title: string;
  subtitle?: string;
  submitText: string;
  initial: Values;
  pending: boolean;
  error: unknown;
  cancelTo: string;
  crumb?: { title: string; to: string };
  onSubmit: (values: Values, saved: (path: string) => void) => void;
  children: ReactNode;
}) {
  const t = useEditorText();
  const s = useStoreText();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const [dirty, setDirty] = useState(false);
  const letGo = useUnsavedGuard(dirty);
  const { error } = props;
  useEffect(() => {
    if (error) applyProblem(form, error);
  }, [error, form]);
  const saved = (path: string) => {
    letGo();
    void navigate(path);
  };
  const isConflict = error instanceof ProblemError && error.problem.status === 412;
  const crumbs = [{ title: s('register'), to: listPath }, ...(props.crumb ? [props.crumb] : []), { title: props.title }];
  return (
    <Page title={props.title} subtitle={props.subtitle} breadcrumb={crumbs}>
      {!isConflict && <ProblemAlert problem={error} />}
      <Form form={form} layout="vertical" initialValues={props.initial} onValuesChange={() => setDirty(true)} onFinish={(values) => props.onSubmit(values, saved)}>
        <div className="stores-columns">{props.children}</div>
        <div className="stores-form-foot">
          <Button onClick={() => void navigate(props.cancelTo)}>{t('cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={props.pending}>{props.submitText}</Button>
        </div>
      </Form>
    </Page>
  );
}

/** Registers a store. */
export function NewStorePage() {
  const t = useEditorText();
  const create = useCreateStore();
  const submit = (values: Values, saved: (path: string) => void) => {
    const franchiseeId = values['ownerKind'] === 'direct' ? null : (values['franchiseeId'] ?? null);
    create.mutate(
      { body: bodyOf(createStore, { ...values, franchiseeId }) },
      {
        onSuccess: (store) => {
          announce(t('created'));
          saved(storePath(store.id));
        },
      },
    );
  };
  return (
    <StoreForm
      title={t('newTitle')}
      subtitle={t('newHint')}
      submitText={t('create')}
      initial={{ brand: '网鱼电竞', zone: 'Asia/Shanghai', hours: { from: '00:00', until: '00:00' } }}
      pending={create.isPending}
      error={create.error}
      cancelTo={listPath}
      onSubmit={submit}
    >
      <IdentityFields withCode />
      <div className="stores-stack">
        <OperationFields />
        <OwnerFields />
      </div>
    </StoreForm>
  );
}

function EditStore({ opened }: { opened: Store }) {
  const t = useEditorText();
  const s = useStoreText();
  const update = useUpdateStore();
  const [store, setStore] = useState(opened);
  const [mine, setMine] = useState<Values>({});
  const [afterSave, setAfterSave] = useState<{ go: (path: string) => void }>();
  const send = (body: Values, version: number, go: (path: string) => void) =>
    update.mutate(
      { params: { storeId: store.id }, body, ifMatch: version },
      {
        onSuccess: () => {
          announce(t('saved'));
          go(storePath(store.id));
        },
      },
    );
  const submit = (values: Values, go: (path: string) => void) => {
    const body = changedFields(bodyOf(updateStore, values) as Values, store);
    setMine(body);
    setAfterSave({ go });
    if (Object.keys(body).length === 0) go(storePath(store.id));
    else send(body, store.version, go);
  };
  const takeTheirs = (current: unknown) => {
    update.reset();
    setStore(current as Store);
  };
  const render = (field: string, value: unknown): ReactNode => {
    if (value === null || value === undefined) return '—';
    return field === 'hours' ? hoursText(s, value as Store['hours']) : String(value);
  };
  return (
    <>
      <StoreForm
        key={store.version}
        title={t('editTitle')}
        subtitle={`${store.code} · ${store.name}`}
        submitText={t('save')}
        initial={Object.fromEntries(editable.map((name) => [name, store[name]]))}
        pending={update.isPending}
        error={update.error}
        cancelTo={storePath(store.id)}
        crumb={{ title: store.name, to: storePath(store.id) }}
        onSubmit={submit}
      >
        <IdentityFields withCode={false} />
        <OperationFields />
      </StoreForm>
      <ConflictModal
        problem={update.error}
        mine={mine}
        labels={Object.fromEntries(editable.filter((name) => name !== 'regionId').map((name) => [name, s(name)]))}
        render={render}
        onKeepMine={(version) => afterSave && send(mine, version, afterSave.go)}
        onTakeTheirs={takeTheirs}
        onClose={update.reset}
      />
    </>
  );
}

/** Changes data of a store; who saves second decides with both versions before him. */
export function EditStorePage() {
  const t = useEditorText();
  const { storeId = '' } = useParams();
  return (
    <Loaded query={useStoreToEdit(storeId)}>
      {(store) => (store.mayEdit ? <EditStore opened={store} /> : <DeniedState title={t('notAllowed')} />)}
    </Loaded>
  );
}
