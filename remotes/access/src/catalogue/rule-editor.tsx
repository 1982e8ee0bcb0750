import type { BaseRuleDraft } from '@eoms/contracts/access/catalogue-change.record';
import { useUnsavedGuard } from '@eoms/kit';
import { App, Button, Checkbox, Drawer, Form, InputNumber, InstantInput, Select } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { choicesOf, scopeKinds, useAccessText } from '../words.ts';
import { changeBasket, freshId, useChangeBasket } from './change-basket.ts';
import { personKinds, useCatalogueText } from './catalogue-texts.ts';
import { PositionChoice, RoleChoice, UnitChoice, UnitsChoice, type ChosenRole } from './choices.tsx';
import { useRuleText } from './rule-texts.ts';

interface Fields {
  readonly roleId: string;
  readonly unitId?: string | null;
  readonly includeSubtree: boolean;
  readonly position?: string | null;
  readonly levelMin?: number | null;
  readonly levelMax?: number | null;
  readonly personKind?: BaseRuleDraft['personKind'];
  readonly scopeKind: BaseRuleDraft['scope']['kind'];
  readonly scopeUnitIds?: readonly string[];
  readonly from?: string | null;
  readonly until?: string | null;
}

const START = { includeSubtree: true, personKind: 'EMPLOYEE', scopeKind: 'OWN_STORE' } as const;

const draftOf = (fields: Fields): BaseRuleDraft => ({
  roleId: fields.roleId,
  unitId: fields.unitId ?? null,
  includeSubtree: fields.includeSubtree,
  position: fields.position ?? null,
  levelMin: fields.levelMin ?? null,
  levelMax: fields.levelMax ?? null,
  personKind: fields.personKind ?? null,
  scope: { kind: fields.scopeKind, unitIds: fields.scopeKind === 'ORG_SET' ? [...(fields.scopeUnitIds ?? [])] : [] },
  from: fields.from ?? null,
  until: fields.until ?? null,
});

/** Roles that the collected change creates: rules may give them before they exist. */
const useFreshRoles = (): ChosenRole[] =>
  useChangeBasket().flatMap(({ op }) => (op.op === 'role.create' ? [{ id: op.id, name: op.name }] : []));

function Conditions() {
  const t = useRuleText();
  const c = useCatalogueText();
  return (
    <>
      <Form.Item name="unitId" label={t('unit')}>
        <UnitChoice placeholder={t('anyUnit')} />
      </Form.Item>
      <Form.Item name="includeSubtree" valuePropName="checked">
        <Checkbox>{t('subtree')}</Checkbox>
      </Form.Item>
      <div className="access-two">
        <Form.Item name="position" label={t('position')}>
          <PositionChoice />
        </Form.Item>
        <Form.Item name="personKind" label={t('kind')}>
          <Select
            allowClear
            placeholder={c('everybody')}
            options={personKinds.map((value) => ({ value, label: c(`person_${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="levelMin" label={t('levelMin')}>
          <InputNumber min={1} max={9} precision={0} placeholder={t('anyLevel')} />
        </Form.Item>
        <Form.Item name="levelMax" label={t('levelMax')}>
          <InputNumber min={1} max={9} precision={0} placeholder={t('anyLevel')} />
        </Form.Item>
      </div>
    </>
  );
}

function ReachAndTime() {
  const t = useRuleText();
  const s = useAccessText();
  const form = Form.useFormInstance<Fields>();
  const kind: Fields['scopeKind'] | undefined = Form.useWatch('scopeKind', form);
  return (
    <>
      <Form.Item name="scopeKind" label={t('scopeKind')} rules={[{ required: true, message: t('required') }]}>
        <Select options={choicesOf(scopeKinds, (value) => s(`scope_${value}`))} />
      </Form.Item>
      {kind === 'ORG_SET' && (
        <Form.Item name="scopeUnitIds" label={t('scopeUnits')} rules={[{ required: true, message: t('required') }]}>
          <UnitsChoice />
        </Form.Item>
      )}
      <div className="access-two">
        <Form.Item name="from" label={t('from')} extra={t('fromHint')}>
          <InstantInput />
        </Form.Item>
        <Form.Item name="until" label={t('until')} extra={t('untilHint')}>
          <InstantInput />
        </Form.Item>
      </div>
    </>
  );
}

/** Draws up a rule and puts it into the change; with `role` the role is given. */
export function RuleEditor({ isOpen, onClose, role }: { isOpen: boolean; onClose: () => void; role?: ChosenRole }) {
  const t = useRuleText();
  const c = useCatalogueText();
  const formId = useId();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [picked, setPicked] = useState<ChosenRole | null>(null);
  const [isDirty, setDirty] = useState(false);
  useUnsavedGuard(isDirty && isOpen);
  const fresh = useFreshRoles();
  const close = () => {
    setDirty(false);
    onClose();
  };
  const submit = (fields: Fields) => {
    const id = freshId();
    const subject = role ?? picked;
    const rule = draftOf({ ...fields, ...(role ? { roleId: role.id } : {}) });
    changeBasket.put({
      key: `rule ${id}`,
      op: { op: 'rule.add', id, rule },
      subject: subject?.name ?? { zh: '', en: '' },
    });
    void message.success(c('collected'));
    close();
  };
  return (
    <Drawer
      open={isOpen}
      size="large"
      title={t('add')}
      onClose={close}
      destroyOnHidden
      footer={
        <div className="access-change-foot">
          <Button onClick={close}>{c('cancel')}</Button>
          <Button type="primary" htmlType="submit" form={formId}>
            {c('intoBasket')}
          </Button>
        </div>
      }
    >
      <p className="access-lead">{t('addHint')}</p>
      <Form<Fields>
        id={formId}
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={START}
        onValuesChange={() => setDirty(true)}
        onFinish={submit}
      >
        {!role && (
          <Form.Item name="roleId" label={t('role')} rules={[{ required: true, message: t('required') }]}>
            <RoleChoice fresh={fresh} onPick={setPicked} />
          </Form.Item>
        )}
        <Conditions />
        <ReachAndTime />
      </Form>
    </Drawer>
  );
}
