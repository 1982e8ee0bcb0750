import type { SystemCode } from '@eoms/contracts/systems';
import { useUnsavedGuard } from '@eoms/kit';
import { App, Button, Drawer, EmptyState, Form, Input, Loaded, Select } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { changeBasket, CODE_PATTERN, freshId } from '../../catalogue/change-basket.ts';
import { useSystemChoices } from '../../catalogue/choices.tsx';
import { MetaTree } from '../../catalogue/meta-tree.tsx';
import { withCodes } from './role-change.ts';
import { useRolesText } from './roles-texts.ts';
import { useSystemMetas } from './roles.api.ts';

interface Fields {
  readonly system: SystemCode;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

function Permissions({
  system,
  codes,
  onChange,
}: {
  system: SystemCode | undefined;
  codes: ReadonlySet<string>;
  onChange: (codes: ReadonlySet<string>) => void;
}) {
  const t = useRolesText();
  const metas = useSystemMetas(system);
  if (system === undefined) return <EmptyState title={t('chooseSystem')} />;
  return (
    <Loaded query={metas}>
      {({ items }) => (
        <MetaTree
          label={t('picked')}
          metas={items.filter(({ status }) => status === 'ACTIVE')}
          visibleRows={9}
          selection={{ codes, onChange: (these, on) => onChange(withCodes(codes, these, on)) }}
        />
      )}
    </Loaded>
  );
}

/** Draws up a role with its permissions and puts it into the change. */
export function NewRole({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useRolesText();
  const c = useCatalogueText();
  const formId = useId();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const system: SystemCode | undefined = Form.useWatch('system', form);
  const [codes, setCodes] = useState<ReadonlySet<string>>(new Set());
  const [isDirty, setDirty] = useState(false);
  useUnsavedGuard(isDirty && isOpen);
  const systemChoices = useSystemChoices();
  const required = [{ required: true, whitespace: true, message: t('required') }];
  const close = () => {
    setDirty(false);
    setCodes(new Set());
    onClose();
  };
  const submit = ({ zh, en, ...fields }: Fields) => {
    const id = freshId();
    const name = { zh, en };
    changeBasket.put({
      key: `role ${id}`,
      op: { op: 'role.create', id, ...fields, name, metas: [...codes] },
      subject: name,
    });
    void message.success(c('collected'));
    close();
  };
  return (
    <Drawer
      open={isOpen}
      size="large"
      title={t('create')}
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
      <Form<Fields>
        id={formId}
        form={form}
        layout="vertical"
        preserve={false}
        autoComplete="off"
        onValuesChange={() => setDirty(true)}
        onFinish={submit}
      >
        <div className="access-two">
          <Form.Item name="system" label={c('system')} rules={[{ required: true, message: t('required') }]}>
            <Select options={systemChoices} onChange={() => setCodes(new Set())} />
          </Form.Item>
          <Form.Item
            name="code"
            label={c('code')}
            extra={t('codeHint')}
            rules={[...required, { pattern: CODE_PATTERN, message: t('codeFormat') }, { max: 60 }]}
          >
            <Input />
          </Form.Item>
          <Form.Item name="zh" label={c('nameZh')} rules={[...required, { max: 60 }]}>
            <Input />
          </Form.Item>
          <Form.Item name="en" label={c('nameEn')} rules={[...required, { max: 60 }]}>
            <Input />
          </Form.Item>
        </div>
      </Form>
      <Permissions system={system} codes={codes} onChange={setCodes} />
    </Drawer>
  );
}
