import { useUnsavedGuard } from '@eoms/kit';
import { Form, Modal, ProblemAlert, useFormProblem, type FormInstance } from '@eoms/kit/ui';
import { useId, useState, type ReactNode } from 'react';

/** State of a dialog that holds a form: it closes first, giving the keyboard back to where it came from, and is then taken away. */
export interface DialogState {
  readonly isOpen: boolean;
  close(): void;
}

/** Opens with its component. */
export function useDialog(): DialogState {
  const [isOpen, setOpen] = useState(true);
  return { isOpen, close: () => setOpen(false) };
}

/** A dialog with one form and one command: refusals at their fields, no click beside it loses what was typed. */
export function FormDialog<Values extends object>(props: {
  dialog: DialogState;
  title: string;
  lead?: ReactNode;
  okText: string;
  cancelText: string;
  danger?: boolean;
  form: FormInstance<Values>;
  initialValues?: Partial<Values>;
  command: { readonly isPending: boolean; readonly error: unknown };
  onSubmit: (values: Values) => void;
  onClosed: () => void;
  children: ReactNode;
}) {
  const formId = useId();
  const { dialog, form, command } = props;
  const [isDirty, setDirty] = useState(false);
  // What was sent is no longer unsaved, unless it was refused: a success may lead to another page at once.
  useUnsavedGuard(dialog.isOpen && !command.isPending && (isDirty || command.error !== null));
  const problem = useFormProblem(form, command.error);
  return (
    <Modal
      open={dialog.isOpen}
      title={props.title}
      okText={props.okText}
      cancelText={props.cancelText}
      confirmLoading={command.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId, danger: props.danger ?? false }}
      closable={!command.isPending}
      mask={{ closable: false }}
      onCancel={dialog.close}
      afterClose={props.onClosed}
    >
      {props.lead && <p className="access-lead">{props.lead}</p>}
      <ProblemAlert problem={problem} />
      <Form<Values>
        id={formId}
        form={form}
        layout="vertical"
        {...(props.initialValues ? { initialValues: props.initialValues } : {})}
        onValuesChange={() => setDirty(true)}
        onFinish={(values) => {
          setDirty(false);
          props.onSubmit(values);
        }}
      >
        {props.children}
      </Form>
    </Modal>
  );
}
