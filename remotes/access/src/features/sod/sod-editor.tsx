import type { SodMode, SodRuleRow } from '@eoms/contracts/access/catalogue.record';
import { useUnsavedGuard } from '@eoms/kit';
import { Alert, App, Button, Checkbox, Drawer, Form, Input, Radio } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { sodModes, useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { changeBasket, CODE_PATTERN, freshId } from '../../catalogue/change-basket.ts';
import { SidePicker, type SideMeta } from './side-picker.tsx';
import { useSodText } from './sod-texts.ts';

interface Fields {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly mode: SodMode;
  readonly scopeSensitive: boolean;
}

const codesOf = (side: readonly SideMeta[]): string[] => side.map(({ code }) => code);

/** Puts a new rule, or the changed one, into the change. */
function collect(rule: SodRuleRow | null, fields: Fields, sides: { left: string[]; right: string[] }): void {
  const { code, zh, en, mode, scopeSensitive } = fields;
  const said = { name: { zh, en }, ...sides, mode, scopeSensitive };
  const id = rule?.id ?? freshId();
  changeBasket.put({
    key: `sod ${id}`,
    op: rule ? { op: 'sod.change', sodId: id, version: rule.version, ...said } : { op: 'sod.add', id, code, ...said },
    subject: { zh, en },
  });
}

function MainFields({ isNew }: { isNew: boolean }) {
  const t = useSodText();
  const c = useCatalogueText();
  const required = [{ required: true, whitespace: true, message: t('required') }, { max: 60 }];
  return (
    <>
      <div className="access-two">
        <Form.Item name="zh" label={c('nameZh')} rules={required}>
          <Input />
        </Form.Item>
        <Form.Item name="en" label={c('nameEn')} rules={required}>
          <Input />
        </Form.Item>
      </div>
      {isNew && (
        <Form.Item
          name="code"
          label={c('code')}
          extra={t('codeHint')}
          rules={[...required, { pattern: CODE_PATTERN, message: t('codeFormat') }]}
        >
          <Input />
        </Form.Item>
      )}
      <Form.Item name="mode" label={t('mode')}>
        <Radio.Group options={sodModes.map((value) => ({ value, label: c(`mode_${value}`) }))} />
      </Form.Item>
      <Form.Item name="scopeSensitive" valuePropName="checked">
        <Checkbox>{t('scopeSensitive')}</Checkbox>
      </Form.Item>
    </>
  );
}

const START = { mode: 'EXTRA_STAGE', scopeSensitive: false } as const;

/** Draws up or edits a rule of separation of duties; null makes a new one. */
export function SodEditor({ rule, onClose }: { rule: SodRuleRow | null; onClose: () => void }) {
  const t = useSodText();
  const c = useCatalogueText();
  const formId = useId();
  const { message } = App.useApp();
  const [left, setLeft] = useState<readonly SideMeta[]>(rule?.left ?? []);
  const [right, setRight] = useState<readonly SideMeta[]>(rule?.right ?? []);
  const [fault, setFault] = useState<'pickLeft' | 'pickRight' | 'overlap' | null>(null);
  const [isDirty, setDirty] = useState(false);
  useUnsavedGuard(isDirty);
  const submit = (fields: Fields) => {
    const sides = { left: codesOf(left), right: codesOf(right) };
    if (left.length === 0) return setFault('pickLeft');
    if (right.length === 0) return setFault('pickRight');
    if (sides.left.some((code) => sides.right.includes(code))) return setFault('overlap');
    collect(rule, fields, sides);
    void message.success(c('collected'));
    return onClose();
  };
  const edited =
    (set: typeof setLeft) =>
    (value: readonly SideMeta[]): void => {
      setDirty(true);
      setFault(null);
      set(value);
    };
  return (
    <Drawer
      open
      size="large"
      title={t(rule ? 'edit' : 'create')}
      onClose={onClose}
      footer={
        <div className="access-change-foot">
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button type="primary" htmlType="submit" form={formId}>
            {c('intoBasket')}
          </Button>
        </div>
      }
    >
      <Form<Fields>
        id={formId}
        layout="vertical"
        autoComplete="off"
        initialValues={rule ? { ...rule, ...rule.name } : START}
        onValuesChange={() => setDirty(true)}
        onFinish={submit}
      >
        <MainFields isNew={rule === null} />
      </Form>
      <div className="access-stack">
        {fault && <Alert type="error" showIcon role="alert" title={t(fault)} />}
        <SidePicker label={t('left')} value={left} onChange={edited(setLeft)} />
        <SidePicker label={t('right')} value={right} onChange={edited(setRight)} />
      </div>
    </Drawer>
  );
}
