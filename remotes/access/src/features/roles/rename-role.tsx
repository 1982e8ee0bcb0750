import type { RoleDetail } from '@eoms/contracts/access/catalogue.record';
import { Form, Input, Modal } from '@eoms/kit/ui';
import { useId } from 'react';
import { useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { useRolesText } from './roles-texts.ts';

type Name = RoleDetail['name'];

/** Asks for the names of a role in both languages. */
export function RenameRole(props: {
  name: Name;
  isOpen: boolean;
  onClose: () => void;
  onRename: (name: Name) => void;
}) {
  const t = useRolesText();
  const c = useCatalogueText();
  const formId = useId();
  const rules = [{ required: true, whitespace: true, message: t('required') }, { max: 60 }];
  return (
    <Modal
      open={props.isOpen}
      title={t('rename')}
      okText={c('intoBasket')}
      cancelText={c('cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      onCancel={props.onClose}
      destroyOnHidden
    >
      <Form<Name>
        id={formId}
        layout="vertical"
        autoComplete="off"
        initialValues={props.name}
        onFinish={(name) => {
          props.onRename(name);
          props.onClose();
        }}
      >
        <Form.Item name="zh" label={c('nameZh')} rules={rules}>
          <Input />
        </Form.Item>
        <Form.Item name="en" label={c('nameEn')} rules={rules}>
          <Input />
        </Form.Item>
      </Form>
    </Modal>
  );
}
