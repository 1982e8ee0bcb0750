import { useUnsavedGuard } from '@eoms/kit';
import { useNavigate } from '@eoms/kit/router';
import { App, Button, Form, LinkButton, ProblemAlert, useFormProblem } from '@eoms/kit/ui';
import type { FormInstance } from '@eoms/kit/ui';
import type { ReactNode } from 'react';
import type { Values } from './changed-fields.ts';
import { useEditorText } from './editor-texts.ts';

/** Says that it is saved and goes on; until then leaving a changed form asks first. */
export function useLeaveAfterSave(isDirty: boolean): (path: string, done: string) => void {
  const navigate = useNavigate();
  const letGo = useUnsavedGuard(isDirty);
  const { message } = App.useApp();
  return (path, done) => {
    letGo();
    void message.success(done);
    void navigate(path);
  };
}

/** Frame of the forms of a store: fields, what was refused, and the way out. */
export function StoreForm(props: {
  form: FormInstance<Values>;
  initial: Values;
  submitText: string;
  isPending: boolean;
  /** Refusal of the last attempt, unless something else tells it. */
  error: unknown;
  cancelTo: string;
  onEdit: (values: Values) => void;
  onSubmit: (values: Values) => void;
  children: ReactNode;
}) {
  const t = useEditorText();
  const { form } = props;
  const problem = useFormProblem(form, props.error);
  return (
    <Form
      form={form}
      layout="vertical"
      className="stores-form"
      autoComplete="off"
      initialValues={props.initial}
      onValuesChange={(_changed, values: Values) => props.onEdit(values)}
      onFinish={props.onSubmit}
    >
      <div className="stores-columns">{props.children}</div>
      <ProblemAlert problem={problem} />
      <div className="stores-form-foot">
        <LinkButton to={props.cancelTo}>{t('cancel')}</LinkButton>
        <Button type="primary" htmlType="submit" loading={props.isPending}>
          {props.submitText}
        </Button>
      </div>
    </Form>
  );
}
