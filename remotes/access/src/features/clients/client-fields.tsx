import { createClient, type ServiceClientRecord } from '@eoms/contracts/access/clients.contract';
import { systems } from '@eoms/contracts/systems';
import { useLocalized } from '@eoms/kit';
import { fieldRules, Form, Input, ProblemAlert, Select } from '@eoms/kit/ui';
import { useClientMetas } from './clients.api.ts';
import { useClientsText } from './clients-texts.ts';
import { StoreField } from './store-field.tsx';

/** What a person enters about a client. */
export interface ClientFieldsValues {
  readonly clientId?: string;
  readonly name: string;
  readonly metas: string[];
  readonly storeIds: string[] | null;
  readonly keys?: string;
  readonly reason: string;
}

/** Permissions by system; those the client holds already stay choosable. */
function MetaSelect(props: {
  id?: string;
  value?: string[];
  known: ServiceClientRecord['metas'];
  onChange?: (metas: string[]) => void;
}) {
  const t = useClientsText();
  const text = useLocalized();
  const metas = useClientMetas();
  const all = [...(metas.data?.items ?? []), ...props.known];
  const unique = [...new Map(all.map((meta) => [meta.code, meta])).values()];
  const options = [...Map.groupBy(unique, ({ system }) => system)].map(([system, items]) => ({
    label: text(systems[system]),
    title: text(systems[system]),
    options: items.map(({ code, name }) => ({ value: code, label: `${text(name)} · ${code}` })),
  }));
  return (
    <>
      <Select<string[]>
        {...(props.id ? { id: props.id } : {})}
        mode="multiple"
        className="access-unit-select"
        aria-label={t('metas')}
        placeholder={t('metasPlaceholder')}
        showSearch={{ optionFilterProp: 'label' }}
        loading={metas.isFetching}
        value={props.value ?? []}
        options={options}
        onChange={(codes) => props.onChange?.(codes)}
      />
      <ProblemAlert problem={metas.error} />
    </>
  );
}

/** Fields of a client, in the form around them; a new one also gets its id and must bring a key. */
export function ClientFields({ client }: { client: ServiceClientRecord | null }) {
  const t = useClientsText();
  const required = { required: true, message: t('required') };
  const someStore = {
    validator: (_rule: unknown, value: unknown) =>
      Array.isArray(value) && value.length === 0 ? Promise.reject(new Error(t('required'))) : Promise.resolve(),
  };
  return (
    <>
      {client === null && (
        <Form.Item
          name="clientId"
          label={t('clientId')}
          extra={t('clientIdHint')}
          rules={fieldRules(createClient, 'clientId')}
        >
          <Input autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('name')} rules={fieldRules(createClient, 'name')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="metas" label={t('metas')} extra={t('metasHint')} rules={[required]}>
        <MetaSelect known={client?.metas ?? []} />
      </Form.Item>
      <Form.Item name="storeIds" label={t('reach')} rules={[someStore]}>
        <StoreField known={client?.stores ?? []} />
      </Form.Item>
      <Form.Item
        name="keys"
        label={t(client ? 'newKeys' : 'keysLabel')}
        extra={t('keysHint')}
        rules={fieldRules(createClient, 'keys', { required: client === null })}
      >
        <Input.TextArea rows={6} spellCheck={false} className="access-code" />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('reason')}
        extra={t(client ? 'changeHint' : 'createHint')}
        rules={fieldRules(createClient, 'reason')}
      >
        <Input autoComplete="off" />
      </Form.Item>
    </>
  );
}
