import { createStore, type OwnerKind } from '@eoms/contracts/stores/stores.contract';
import { useLocalized } from '@eoms/kit';
import { DayInput, Form, InfoCard, Input, InputNumber, ProblemAlert, Select, TimeInput } from '@eoms/kit/ui';
import { fieldMaxLength, fieldRules } from '@eoms/kit/ui';
import { FranchiseeSelect } from '../../franchisee-select.tsx';
import { brands, ownerKinds, useStoreText, zones } from '../../labels.ts';
import { useRegions } from '../../store-references.ts';
import { useEditorText } from './editor-texts.ts';

const rules = (name: string, options?: { required?: boolean }) => fieldRules(createStore, name, options);

/** Name, place and contact of a store. */
export function IdentityFields({ withCode }: { withCode: boolean }) {
  const t = useEditorText();
  const s = useStoreText();
  return (
    <InfoCard title={t('identity')}>
      {withCode && (
        <Form.Item name="code" label={s('code')} extra={t('codeHint')} rules={rules('code')}>
          <Input className="stores-code stores-code-input" autoCapitalize="characters" spellCheck={false} />
        </Form.Item>
      )}
      <Form.Item name="name" label={s('name')} rules={rules('name')}>
        <Input />
      </Form.Item>
      <Form.Item name="brand" label={s('brand')} rules={rules('brand')}>
        <Select placeholder={t('pick')} options={brands.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name="city" label={s('city')} rules={rules('city')}>
        <Input />
      </Form.Item>
      <Form.Item name="address" label={s('address')} rules={rules('address')}>
        <Input />
      </Form.Item>
      <Form.Item name="phone" label={s('phone')} extra={t('phoneHint')} rules={rules('phone')}>
        <Input inputMode="tel" />
      </Form.Item>
    </InfoCard>
  );
}

function HoursField() {
  const t = useEditorText();
  const s = useStoreText();
  const required = [{ required: true, message: t('required') }];
  return (
    <Form.Item label={s('hours')} extra={t('hoursHint')} required>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would want a legend beside the label of the row */}
      <div className="stores-hours" role="group" aria-label={s('hours')}>
        <Form.Item name={['hours', 'from']} noStyle rules={required}>
          <TimeInput aria-label={t('from')} />
        </Form.Item>
        <span aria-hidden="true">–</span>
        <Form.Item name={['hours', 'until']} noStyle rules={required}>
          <TimeInput aria-label={t('until')} />
        </Form.Item>
      </div>
    </Form.Item>
  );
}

/** Region, size and hours of a store. */
export function OperationFields() {
  const t = useEditorText();
  const s = useStoreText();
  const text = useLocalized();
  const regions = useRegions();
  const options = (regions.data?.items ?? []).map((region) => ({ value: region.id, label: text(region.title) }));
  const noteMax = fieldMaxLength(createStore, 'note');
  return (
    <InfoCard title={t('operation')}>
      <Form.Item name="regionId" label={s('regionId')} rules={rules('regionId')}>
        <Select placeholder={t('pick')} loading={regions.isFetching} options={options} />
      </Form.Item>
      <ProblemAlert problem={regions.error} onRetry={() => void regions.refetch()} />
      <Form.Item name="hosts" label={s('hosts')} rules={rules('hosts')}>
        <InputNumber precision={0} className="stores-short" />
      </Form.Item>
      <HoursField />
      <Form.Item name="zone" label={s('zone')} rules={rules('zone')}>
        <Select options={zones.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name="openedOn" label={s('openedOn')} rules={rules('openedOn')}>
        <DayInput />
      </Form.Item>
      <Form.Item name="note" label={s('note')} rules={rules('note')}>
        <Input.TextArea
          rows={3}
          // Counts people's characters and cuts nothing off: what is too long is said, not lost.
          count={{ show: true, strategy: (value) => [...value].length, ...(noteMax ? { max: noteMax } : {}) }}
        />
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
