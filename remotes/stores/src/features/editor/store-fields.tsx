import { createStore, type OwnerKind } from '@eoms/contracts/stores/stores.contract';
import { useLocalized } from '@eoms/kit';
import { DayInput, Form, InfoCard, Input, InputNumber, Select, TimeInput, fieldMaxLength, fieldRules } from '@eoms/kit/ui';
import { FranchiseeSelect } from '../../franchisee-select.tsx';
import { brands, ownerKinds, useStoreText } from '../../labels.ts';
import { useRegions } from '../../store-references.ts';
import { useEditorText } from './editor-texts.ts';

const zones = ['Asia/Shanghai', 'Asia/Urumqi', 'Asia/Hong_Kong', 'Asia/Singapore', 'Australia/Sydney', 'America/Toronto', 'America/Los_Angeles', 'Europe/London'];

const rules = (name: string, options?: { required?: boolean }) => fieldRules(createStore, name, options);
const limit = (name: string) => {
  const maxLength = fieldMaxLength(createStore, name);
  return maxLength === undefined ? {} : { maxLength };
};
const upperCase = (value: unknown) => (typeof value === 'string' ? value.normalize('NFKC').toUpperCase() : value);

/** Name, place and contact of a store. */
export function IdentityFields({ withCode }: { withCode: boolean }) {
  const t = useEditorText();
  const s = useStoreText();
  return (
    <InfoCard title={t('identity')}>
      {withCode && (
        <Form.Item name="code" label={s('code')} extra={t('codeHint')} rules={rules('code')} normalize={upperCase}>
          <Input {...limit('code')} autoComplete="off" className="stores-short" />
        </Form.Item>
      )}
      <Form.Item name="name" label={s('name')} rules={rules('name')}>
        <Input {...limit('name')} />
      </Form.Item>
      <Form.Item name="brand" label={s('brand')} rules={rules('brand')}>
        <Select placeholder={t('pick')} options={brands.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name="city" label={s('city')} rules={rules('city')}>
        <Input {...limit('city')} />
      </Form.Item>
      <Form.Item name="address" label={s('address')} rules={rules('address')}>
        <Input {...limit('address')} />
      </Form.Item>
      <Form.Item name="phone" label={s('phone')} extra={t('phoneHint')} rules={rules('phone')}>
        <Input inputMode="tel" autoComplete="off" {...limit('phone')} />
      </Form.Item>
    </InfoCard>
  );
}

/** Region, size and hours of a store. */
export function OperationFields() {
  const t = useEditorText();
  const s = useStoreText();
  const text = useLocalized();
  const regions = useRegions();
  const options = (regions.data?.items ?? []).map((region) => ({ value: region.id, label: text(region.title) }));
  return (
    <InfoCard title={t('operation')}>
      <Form.Item name="regionId" label={s('regionId')} rules={rules('regionId')}>
        <Select placeholder={t('pick')} loading={regions.isFetching} options={options} />
      </Form.Item>
      <Form.Item name="hosts" label={s('hosts')} rules={rules('hosts')}>
        <InputNumber min={0} max={2000} precision={0} className="stores-short" />
      </Form.Item>
      <Form.Item label={s('hours')} extra={t('hoursHint')} required>
        <div className="stores-hours">
          <Form.Item name={['hours', 'from']} noStyle rules={[{ required: true, message: t('required') }]}>
            <TimeInput aria-label={t('from')} />
          </Form.Item>
          <span aria-hidden="true">–</span>
          <Form.Item name={['hours', 'until']} noStyle rules={[{ required: true, message: t('required') }]}>
            <TimeInput aria-label={t('until')} />
          </Form.Item>
        </div>
      </Form.Item>
      <Form.Item name="zone" label={s('zone')} rules={rules('zone')}>
        <Select options={zones.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name="openedOn" label={s('openedOn')} rules={rules('openedOn')}>
        <DayInput />
      </Form.Item>
      <Form.Item name="note" label={s('note')} rules={rules('note')}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} {...limit('note')} showCount />
      </Form.Item>
    </InfoCard>
  );
}

/** First owner of a new store; later changes are dated and have a dialog of their own. */
export function OwnerFields() {
  const t = useEditorText();
  const s = useStoreText();
  const form = Form.useFormInstance();
  const ownerKind = Form.useWatch('ownerKind', form) as OwnerKind | undefined;
  return (
    <InfoCard title={t('owner')}>
      <Form.Item name="ownerKind" label={s('ownerKind')} rules={rules('ownerKind')}>
        <Select
          placeholder={t('pick')}
          options={ownerKinds.map((value) => ({ value, label: s(value) }))}
          onChange={() => form.setFieldValue('franchiseeId', null)}
        />
      </Form.Item>
      {ownerKind && ownerKind !== 'direct' && (
        <Form.Item name="franchiseeId" label={s('franchiseeId')} rules={rules('franchiseeId', { required: true })}>
          <FranchiseeSelect ownerKind={ownerKind} />
        </Form.Item>
      )}
    </InfoCard>
  );
}
