import type { MetaDetail } from '@eoms/contracts/access/catalogue.record';
import type { ScopeKind } from '@eoms/contracts/access/shared.record';
import { App, Form, InputNumber, Modal, Radio, Select, Switch } from '@eoms/kit/ui';
import { useId } from 'react';
import { useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { changeBasket, useBasketOp } from '../../catalogue/change-basket.ts';
import { choicesOf, riskTiers, scopeKinds, useAccessText } from '../../words.ts';
import { useMetasText } from './metas-texts.ts';

interface Fields {
  readonly riskTier: number;
  readonly requestable: boolean;
  readonly maxShortMinutes: number;
  readonly maxLongDays: number;
  readonly scopeKinds: ScopeKind[];
}

const names = ['riskTier', 'requestable', 'maxShortMinutes', 'maxLongDays', 'scopeKinds'] as const;
const QUARTER_MINUTES = 90 * 24 * 60;
const MOST_DAYS = 1095;

/** What differs from the permission as it is. */
function differences(meta: MetaDetail, fields: Fields): Partial<Fields> {
  const changed = names.filter((name) => String(fields[name]) !== String(meta[name]));
  return Object.fromEntries(changed.map((name) => [name, fields[name]]));
}

/** Sets risk and limits of a permission and puts what differs into the change. */
export function TuneMeta({ meta, onClose }: { meta: MetaDetail; onClose: () => void }) {
  const t = useMetasText();
  const c = useCatalogueText();
  const s = useAccessText();
  const formId = useId();
  const { message } = App.useApp();
  const key = `meta ${meta.code}`;
  const collected = useBasketOp(key, 'meta.tune');
  const submit = (fields: Fields) => {
    const values = differences(meta, fields);
    const op = { op: 'meta.tune' as const, code: meta.code, version: meta.version, ...values };
    if (Object.keys(values).length === 0) changeBasket.drop(key);
    else {
      changeBasket.put({ key, op, subject: meta.name });
      void message.success(c('collected'));
    }
    onClose();
  };
  return (
    <Modal
      open
      title={t('limits')}
      okText={c('intoBasket')}
      cancelText={c('cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      onCancel={onClose}
    >
      <Form<Fields> id={formId} layout="vertical" initialValues={{ ...meta, ...collected }} onFinish={submit}>
        <Form.Item name="riskTier" label={t('risk')}>
          <Radio.Group options={riskTiers.map((value) => ({ value, label: s(`risk_${value}`) }))} />
        </Form.Item>
        <Form.Item name="requestable" label={t('requestable')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <div className="access-two">
          <Form.Item name="maxShortMinutes" label={t('shortMax')} rules={[{ required: true }]}>
            <InputNumber min={30} max={QUARTER_MINUTES} precision={0} suffix={t('minutes')} />
          </Form.Item>
          <Form.Item name="maxLongDays" label={t('longMax')} rules={[{ required: true }]}>
            <InputNumber min={1} max={MOST_DAYS} precision={0} suffix={t('days')} />
          </Form.Item>
        </div>
        <Form.Item name="scopeKinds" label={t('scopes')}>
          <Select
            mode="multiple"
            placeholder={t('anyScope')}
            options={choicesOf(scopeKinds, (value) => s(`scope_${value}`))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
