import type { ClientProposal, ServiceClientRecord } from '@eoms/contracts/access/clients.contract';
import { isProblem, ProblemError, useFormat, useLocalized, useUnsavedGuard } from '@eoms/kit';
import {
  Alert,
  App,
  Button,
  Drawer,
  Form,
  InfoCard,
  Loaded,
  ProblemAlert,
  StatusTag,
  useFormProblem,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { MetaLine } from '../../scope-text.tsx';
import { ClientFields, type ClientFieldsValues } from './client-fields.tsx';
import { useChangeClient, useClient, useCreateClient, useProposals } from './clients.api.ts';
import { useClientsText } from './clients-texts.ts';
import { ProposalView } from './proposals.tsx';
import { WithdrawDialog } from './withdraw-dialog.tsx';

/** What somebody else's change left to compare: the present record and where it differs. */
function useMoved(error: unknown): { current: ServiceClientRecord; fields: readonly string[] } | null {
  if (!(error instanceof ProblemError) || !isProblem(error, 'stale_version')) return null;
  return { current: error.problem.current as ServiceClientRecord, fields: error.problem.changed ?? [] };
}

function MovedNotice({ fields }: { fields: readonly string[] }) {
  const t = useClientsText();
  const labels: Readonly<Record<string, string>> = { name: t('name'), metas: t('metas'), stores: t('stores') };
  const named = fields.flatMap((field) => labels[field] ?? []).join(t('between'));
  return (
    <Alert
      type="warning"
      showIcon
      title={t('moved')}
      description={named === '' ? undefined : t('movedFields', { fields: named })}
    />
  );
}

/** Proposes a client, or changes one in the version the person saw. */
function ClientForm({ client, onProposed }: { client: ServiceClientRecord | null; onProposed: () => void }) {
  const t = useClientsText();
  const { message } = App.useApp();
  const [form] = Form.useForm<ClientFieldsValues>();
  const [isDirty, setDirty] = useState(false);
  const [version, setVersion] = useState(client?.version ?? 0);
  useUnsavedGuard(isDirty);
  const done = (saved: ServiceClientRecord | null, proposal: ClientProposal | null) => {
    setDirty(false);
    void message.success(t(proposal ? 'proposed' : 'saved'));
    if (saved) setVersion(saved.version);
    if (!proposal) return form.setFieldsValue({ keys: '', reason: '' });
    // What waits is not what is: the form goes back to what is in force.
    form.resetFields();
    return onProposed();
  };
  const create = useCreateClient((proposal) => done(null, proposal));
  const change = useChangeClient(({ client: saved, proposal }) => done(saved, proposal));
  const { error, isPending } = client ? change : create;
  const moved = useMoved(error);
  const problem = useFormProblem(form, moved ? null : error);
  const submit = ({ clientId = '', keys = '', ...fields }: ClientFieldsValues) => {
    if (!client) return create.mutate({ body: { clientId, keys, ...fields } });
    const body = { ...fields, ...(keys.trim() === '' ? {} : { keys }) };
    return change.mutate(
      { params: { id: client.id }, body, ifMatch: version },
      { onError: (refusal) => setVersion((before) => movedVersion(refusal) ?? before) },
    );
  };
  return (
    <Form
      form={form}
      name="client"
      layout="vertical"
      initialValues={{
        name: client?.name,
        metas: client?.metas.map(({ code }) => code) ?? [],
        storeIds: client ? (client.stores?.map(({ id }) => id) ?? null) : [],
      }}
      onValuesChange={() => setDirty(true)}
      onFinish={submit}
    >
      {moved && <MovedNotice fields={moved.fields} />}
      <ProblemAlert problem={problem} />
      <ClientFields client={client} />
      <Button type="primary" htmlType="submit" loading={isPending}>
        {t(client ? 'save' : 'propose')}
      </Button>
    </Form>
  );
}

/** Version of the record a refusal carries; the next attempt goes upon it. */
const movedVersion = (error: unknown): number | null =>
  error instanceof ProblemError && isProblem(error, 'stale_version')
    ? (error.problem.current as ServiceClientRecord).version
    : null;

function ClientFacts({ client }: { client: ServiceClientRecord }) {
  const t = useClientsText();
  const text = useLocalized();
  const format = useFormat();
  return (
    <InfoCard
      items={[
        { label: t('clientId'), value: <code className="access-code">{client.clientId}</code> },
        {
          label: t('status'),
          value: <StatusTag tone={client.status === 'ACTIVE' ? 'success' : 'neutral'}>{t(client.status)}</StatusTag>,
        },
        { label: t('createdAt'), value: format.instant(client.createdAt) },
        {
          label: t('kept'),
          wide: true,
          value: (
            <ul className="access-plain">
              {client.keys.map(({ kid, kind, thumbprint }) => (
                <li key={thumbprint} className="access-code">
                  {kid} · {kind} · {thumbprint}
                </li>
              ))}
            </ul>
          ),
        },
        ...(client.mayChange
          ? []
          : [
              {
                label: t('metas'),
                wide: true,
                value: client.metas.map((meta) => <MetaLine key={meta.code} meta={meta} code />),
              },
              {
                label: t('stores'),
                wide: true,
                value: client.stores?.map(({ name }) => text(name)).join(t('between')) ?? t('allStores'),
              },
            ]),
      ]}
    />
  );
}

/** Changes of this client that wait for permission owners. */
function WaitingFor({ client }: { client: ServiceClientRecord }) {
  const t = useClientsText();
  const waiting = (useProposals().data?.items ?? []).filter(({ serviceId }) => serviceId === client.id);
  if (waiting.length === 0) return null;
  return (
    <InfoCard title={t('waitingChange')}>
      <div className="access-stack">
        <Alert type="info" showIcon title={t('notInForce')} description={t('voids')} />
        {waiting.map(({ request }) => (
          <ProposalView key={request.id} request={request} />
        ))}
      </div>
    </InfoCard>
  );
}

function ClientEditor({ client }: { client: ServiceClientRecord }) {
  const t = useClientsText();
  const [isWithdrawing, withdraw] = useState(false);
  return (
    <div className="access-stack">
      <ClientFacts client={client} />
      <WaitingFor client={client} />
      {client.mayChange && (
        <>
          <ClientForm client={client} onProposed={() => undefined} />
          <div>
            <Button danger onClick={() => withdraw(true)}>
              {t('withdraw')}
            </Button>
          </div>
        </>
      )}
      {isWithdrawing && <WithdrawDialog client={client} onClosed={() => withdraw(false)} />}
    </div>
  );
}

/** A client beside the list: a new one, or the one the URL names. */
export function ClientDrawer(props: {
  /** Id of the client; empty for a new one. */
  id: string;
  onClose: () => void;
  onProposed: () => void;
}) {
  const t = useClientsText();
  const client = useClient(props.id);
  return (
    <Drawer
      open
      title={props.id ? (client.data?.name ?? t('title')) : t('createTitle')}
      size={560}
      onClose={props.onClose}
    >
      <div className="access-stack">
        <Alert type="info" title={t('signIn')} />
        {props.id === '' ? (
          <ClientForm client={null} onProposed={props.onProposed} />
        ) : (
          <Loaded query={client}>{(found) => <ClientEditor key={found.id} client={found} />}</Loaded>
        )}
      </div>
    </Drawer>
  );
}
