import { createStore, updateStore } from '@eoms/contracts/stores/stores.contract';
import { exampleProblem } from '@eoms/contracts/fake';
import { Button, Form, Input, InputNumber } from 'antd';
import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { ProblemError } from '../api/errors.ts';
import { fakeBff } from '../testing/fake-bff.ts';
import { renderPage } from '../testing/render.ts';
import { applyProblem, bodyOf, fieldMaxLength, fieldRules, useFormProblem } from './forms.ts';
import { InstantInput } from './inputs.tsx';
import { ProblemAlert } from './states.tsx';

fakeBff();

const refused = (pointer: string) => ({
  pointer,
  code: 'taken',
  detail: '',
  messages: { zh: `${pointer} 已被使用`, en: `${pointer} is taken` },
});

function StoreForm({ pointers }: { pointers: string[] }) {
  const [form] = Form.useForm();
  const [left, setLeft] = useState<unknown>(null);
  const submit = () => {
    const rest = applyProblem(
      form,
      new ProblemError(exampleProblem('validation_failed', { errors: pointers.map(refused) })),
    );
    setLeft(rest.length > 0 ? new ProblemError(exampleProblem('validation_failed', { errors: [...rest] })) : null);
  };
  return (
    <Form form={form} onFinish={submit}>
      <Form.Item name="name" label="名称" rules={fieldRules(createStore, 'name')}>
        <Input />
      </Form.Item>
      <Form.Item name="hosts" label="机器数" rules={fieldRules(createStore, 'hosts')}>
        <InputNumber />
      </Form.Item>
      <Form.Item name="hours" label="时段">
        <Input />
      </Form.Item>
      <ProblemAlert problem={left} />
      <Button htmlType="submit">保存</Button>
    </Form>
  );
}

const fillIn = async (user: ReturnType<typeof renderPage>['user']) => {
  await user.type(screen.getByLabelText('名称'), '松江店');
  await user.type(screen.getByLabelText('机器数'), '100');
};

test('rules come from the contract, in the language of the page', async () => {
  const { user } = renderPage(<StoreForm pointers={[]} />, { locale: 'en' });
  expect(screen.getByLabelText('名称').getAttribute('aria-required')).toBe('true');
  await user.type(screen.getByLabelText('机器数'), '99999');
  await user.click(screen.getByRole('button', { name: '保存' }));
  expect(await screen.findByText('This is required')).toBeTruthy();
  expect(await screen.findByText('Not more than 2,000')).toBeTruthy();
  expect(screen.getByLabelText('名称').getAttribute('aria-invalid')).toBe('true');
});

test('lengths count characters, not UTF-16 units', async () => {
  const { user } = renderPage(<StoreForm pointers={[]} />);
  const name = screen.getByLabelText('名称');
  await user.click(name);
  await user.paste('𠮷'.repeat(60));
  await user.tab();
  expect(screen.queryByText(/最多/)).toBeNull();
  await user.click(name);
  await user.paste('𠮷');
  expect(await screen.findByText('最多 60 个字，现在有 61 个')).toBeTruthy();
});

test('refused values stand at their fields, the first has the focus, the rest is said', async () => {
  const { user } = renderPage(<StoreForm pointers={['#/body/hosts', '#/body/hours/from', '#/body/zone']} />);
  await fillIn(user);
  await user.click(screen.getByRole('button', { name: '保存' }));
  expect(await screen.findByText('#/body/hosts 已被使用')).toBeTruthy();
  expect(await screen.findByText('#/body/hours/from 已被使用')).toBeTruthy();
  expect((await screen.findByRole('alert', { name: '' })).textContent).toContain('#/body/zone 已被使用');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('机器数')));
});

test('several refusals of one value all stand at its field', async () => {
  const { user } = renderPage(<StoreForm pointers={['#/body/hours/from', '#/body/hours/to']} />);
  await fillIn(user);
  await user.click(screen.getByRole('button', { name: '保存' }));
  expect(await screen.findByText('#/body/hours/from 已被使用')).toBeTruthy();
  expect(await screen.findByText('#/body/hours/to 已被使用')).toBeTruthy();
});

test('a body has what the contract names and nothing else; an emptied nullable field is null', () => {
  expect(bodyOf(updateStore, { name: '甲', note: '', openedOn: undefined, hosts: 0, extra: 1 })).toEqual({
    name: '甲',
    note: null,
    hosts: 0,
  });
  expect(bodyOf(createStore, { name: '甲' })).toMatchObject({ name: '甲', note: null, franchiseeId: null });
  expect(fieldMaxLength(createStore, 'address')).toBe(200);
});

test('an instant is entered by the clock of a named zone', async () => {
  const seen: (string | null)[] = [];
  const { user } = renderPage(
    <Form>
      <Form.Item name="at" label="生效时间" getValueFromEvent={(value: string | null) => (seen.push(value), value)}>
        <InstantInput zone="America/Toronto" />
      </Form.Item>
    </Form>,
  );
  const input = screen.getByLabelText<HTMLInputElement>('生效时间');
  await user.type(input, '2026-07-01T09:00');
  expect(seen.at(-1)).toBe('2026-07-01T13:00:00.000Z');
  expect(input.value).toBe('2026-07-01T09:00');
  expect(screen.getByText('America/Toronto')).toBeTruthy();
});

function RefusedForm({ error }: { error: unknown }) {
  const [form] = Form.useForm();
  const problem = useFormProblem(form, error);
  return (
    <Form form={form}>
      <Form.Item name="name" label="名称">
        <Input />
      </Form.Item>
      <ProblemAlert problem={problem} />
    </Form>
  );
}

test('a refusal stands at its field, and the alert tells only what has no field', async () => {
  const errors = ['#/body/name', '#/body/zone'].map(refused);
  renderPage(<RefusedForm error={new ProblemError(exampleProblem('validation_failed', { errors }))} />);
  expect(await screen.findByText('#/body/name 已被使用')).toBeTruthy();
  const alert = (await screen.findByText('#/body/zone 已被使用')).closest('[role=alert]');
  expect(alert?.textContent).toContain('填写的内容有误');
  expect(alert?.textContent).not.toContain('#/body/name');
});
