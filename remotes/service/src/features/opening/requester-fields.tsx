import type { RequesterKind } from '@eoms/contracts/service/tickets.contract';
import { Form, InfoCard, Input, Radio } from '@eoms/kit/ui';
import { choicesOf, requesterKinds, useTicketText } from '../../labels.ts';
import { RequesterSelect } from '../../requester-select.tsx';
import { useOpeningText } from './opening-texts.ts';

const NAME_MAX = 40;
// The BFF folds width and drops blanks and dashes before it looks; so does this rule.
const PHONE = /^\+?\d{7,15}$/;
const foldPhone = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '');

function MemberFields() {
  const t = useOpeningText();
  return (
    <div className="service-pair">
      <Form.Item
        name={['requester', 'name']}
        label={t('memberName')}
        rules={[
          { required: true, whitespace: true, message: t('required') },
          { max: NAME_MAX, message: t('tooLong', { max: NAME_MAX }) },
        ]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item
        name={['requester', 'phone']}
        label={t('memberPhone')}
        extra={t('phoneHint')}
        rules={[{ pattern: PHONE, transform: (value: string) => foldPhone(value ?? ''), message: t('phoneFormat') }]}
      >
        <Input inputMode="tel" autoComplete="off" />
      </Form.Item>
    </div>
  );
}

/** Who asks, and the store it is about. */
export function RequesterFields() {
  const t = useOpeningText();
  const s = useTicketText();
  const form = Form.useFormInstance();
  const kind = Form.useWatch(['requester', 'kind'], form) as (typeof RequesterKind.options)[number] | undefined;
  const required = { required: true, message: t('required') };
  const carryStore = () => {
    const about: unknown = form.getFieldValue('storeId');
    if (about && !form.getFieldValue(['requester', 'storeId'])) form.setFieldValue(['requester', 'storeId'], about);
  };
  return (
    <InfoCard title={t('who')}>
      <Form.Item name={['requester', 'kind']} label={s('requesterKind')} rules={[required]}>
        <Radio.Group options={choicesOf(requesterKinds, (value) => s(`kind_${value}`))} onChange={carryStore} />
      </Form.Item>
      {kind === 'member' && <MemberFields />}
      {kind === 'store' && (
        <Form.Item
          name={['requester', 'storeId']}
          label={t('requesterStore')}
          extra={t('sameStore')}
          rules={[required]}
        >
          <RequesterSelect kind="store" />
        </Form.Item>
      )}
      {kind === 'hq' && (
        <Form.Item name={['requester', 'departmentId']} label={t('department')} rules={[required]}>
          <RequesterSelect kind="hq" />
        </Form.Item>
      )}
      {kind !== 'store' && (
        <Form.Item name="storeId" label={s('store')} extra={t('storeHint')}>
          <RequesterSelect kind="store" allowClear />
        </Form.Item>
      )}
    </InfoCard>
  );
}
