import { IMPORT_BYTES } from '@eoms/contracts/access/sync-csv';
import { getSyncRun, getSyncSource, importCsv } from '@eoms/contracts/access/sync.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage, type RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { asCsv, rowsOf, templateOf, textOf } from './csv-file.ts';
import { SyncPage } from './sync.page.tsx';

const bff = fakeBff();
const units = 'external_id,kind,name_zh,parent_external_id,effective_from\nU1,CENTRE,实验室,U0,2026-01-01\n';
const people = '人员编号,姓名,状态\nP1,许知,ACTIVE\nP2,"韩,冰",ACTIVE\n';

const open = async (setup: RenderPageOptions = {}) => {
  const page = renderPage(<SyncPage />, { path: '/access/sync', route: '/access/sync', ...setup });
  const isEnglish = setup.locale === 'en';
  await page.user.click(
    await screen.findByRole('button', { name: isEnglish ? 'Import CSV' : '导入 CSV' }, { timeout: 5_000 }),
  );
  return { ...page, dialog: within(await screen.findByRole('dialog')) };
};
const file = (text: string, name: string) => new File([text], name, { type: 'text/csv' });
type Dialog = Awaited<ReturnType<typeof open>>['dialog'];
const send = (dialog: Dialog) => dialog.getByRole('button', { name: '导入' });

test('a chosen file and pasted text are sent as they are, and the run is opened', async () => {
  bff.on(importCsv, { ...exampleResponse(getSyncRun), mode: 'CSV' });
  const { user, dialog, address } = await open();
  await user.upload(dialog.getByLabelText('组织: 选择文件'), file(`\ufeff${units}`, '组织.csv'));
  expect(await dialog.findByText('组织.csv · 1 行数据')).toBeTruthy();
  await user.click(dialog.getByRole('textbox', { name: '人员' }));
  await user.paste(people);
  expect(dialog.getByText('2 行数据')).toBeTruthy();
  await user.click(send(dialog));
  await waitFor(() => expect(address()).toBe(`/access/sync/${exampleResponse(getSyncRun).id}`));
  expect(await screen.findByText(/等待另一位人事管理员确认/)).toBeTruthy();
  expect(bff.calls(importCsv).map(({ body }) => body)).toEqual([{ units, people, complete: false }]);
});

test('a refusal names the row at its document and loses nothing', async () => {
  const told = {
    zh: '人员文件第 3 行：列数与表头不一致',
    en: 'people, line 3: it has not as many cells as the header',
  };
  bff.on(
    importCsv,
    problem('csv_unreadable', {
      errors: [{ pointer: '#/body/people', code: 'csv_width', detail: told.en, messages: told }],
    }),
  );
  const { user, dialog } = await open();
  await user.click(dialog.getByRole('textbox', { name: '人员' }));
  await user.paste(people);
  await user.click(send(dialog));
  expect(await dialog.findByText(told.zh)).toBeTruthy();
  expect(dialog.getByRole<HTMLTextAreaElement>('textbox', { name: '人员' }).value).toBe(people);
  await user.click(send(dialog));
  await waitFor(() => expect(bff.calls(importCsv)).toHaveLength(2));
});

test('many faulty rows are listed at their document until it is another one', async () => {
  const fault = (row: number) => {
    const told = { zh: `第 ${row} 行：有 2 列，表头有 3 列`, en: `Row ${row}: 2 cells, but the header has 3` };
    return { pointer: '#/body/people', code: 'csv_width', row, detail: told.en, messages: told };
  };
  const errors = Array.from({ length: 12 }, (_each, n) => fault(n + 2));
  bff.on(importCsv, problem('csv_unreadable', { errors }));
  const { user, dialog } = await open();
  await user.click(dialog.getByRole('textbox', { name: '人员' }));
  await user.paste(people);
  await user.click(send(dialog));
  expect(await dialog.findByText('有 12 行需要更正，改好后重新提供这份内容')).toBeTruthy();
  const rows = within(dialog.getByRole('region', { name: '人员中需要更正的行' })).getAllByRole('listitem');
  expect(rows.map(({ textContent }) => textContent)).toEqual(errors.map(({ messages }) => messages.zh));
  expect(dialog.getByRole<HTMLTextAreaElement>('textbox', { name: '人员' }).value).toBe(people);
  await user.type(dialog.getByRole('textbox', { name: '人员' }), 'x');
  expect(dialog.queryByRole('region', { name: '人员中需要更正的行' })).toBeNull();
});

test('a whole company may be sent at once, more than the BFF takes may not', async () => {
  bff.on(importCsv, problem('sync_decision_pending'));
  const { user, dialog } = await open();
  await user.upload(dialog.getByLabelText('人员: 选择文件'), file(`${people}${' '.repeat(IMPORT_BYTES)}`, '人员.csv'));
  await user.click(send(dialog));
  expect(await dialog.findByText('两份合计超过 32 MB，请拆成几次导入')).toBeTruthy();
  await user.upload(dialog.getByLabelText('人员: 选择文件'), file(`${people}${' '.repeat(5_000_000)}`, '人员.csv'));
  await user.click(send(dialog));
  expect(await dialog.findByText(/请先应用或驳回该批次/)).toBeTruthy();
  expect(bff.calls(importCsv)[0]?.body.people).toHaveLength(people.length + 5_000_000);
});

test('nothing is sent without a document, and complete data takes both', async () => {
  const { user, dialog } = await open();
  await user.click(send(dialog));
  expect(await dialog.findByText('请至少提供组织或人员中的一份')).toBeTruthy();
  await user.upload(dialog.getByLabelText('人员: 选择文件'), file(people, '人员.csv'));
  await user.click(dialog.getByRole('radio', { name: /完整数据/ }));
  await user.click(send(dialog));
  expect(await dialog.findByText(/完整数据须同时提供组织和人员两份/)).toBeTruthy();
  expect(bff.calls(importCsv)).toEqual([]);
  await user.click(dialog.getByRole('button', { name: '移除' }));
  expect(dialog.getByRole<HTMLTextAreaElement>('textbox', { name: '人员' }).value).toBe('');
});

test('a workbook is no text; the columns are explained with what they take', async () => {
  const { user, dialog } = await open();
  await user.upload(dialog.getByLabelText('组织: 选择文件'), file('PK\u0003\u0004\0\0', '组织.csv'));
  expect(await dialog.findByText(/这个文件不是文本/)).toBeTruthy();
  const columns = within(dialog.getByRole('region', { name: '人员的字段说明', hidden: true }));
  const status = columns.getByText('status').closest('tr')?.textContent;
  expect(status).toContain('ACTIVE（在职）、PREBOARD（待入职）');
  expect(columns.getByText('主岗').closest('tr')?.textContent).toContain('同一时间只有一处主岗');
});

test('in English too', async () => {
  bff.on(getSyncSource, exampleResponse(getSyncSource));
  const { dialog } = await open({ locale: 'en' });
  expect(dialog.getByText('Units and people not in the files are taken for gone')).toBeTruthy();
  const columns = within(dialog.getByRole('region', { name: 'Columns of Units', hidden: true }));
  expect(columns.getByText('kind').closest('tr')?.textContent).toContain('STORE (Store)');
});

test('reads what spreadsheets write: GBK, tabs, quoted line ends; the template opens in them', async () => {
  // 组织 in GBK.
  expect(await textOf(new Blob([new Uint8Array([0xd7, 0xe9, 0xd6, 0xaf, 0x2c, 0x61])]))).toBe('组织,a');
  expect(asCsv('编号\t名称\nU1\t上海,松江\n')).toBe('编号,名称\nU1,"上海,松江"\n');
  expect(asCsv('a,b\n1,"x\ty"')).toBe('a,b\n1,"x\ty"');
  expect(rowsOf('a,b\r\n1,"x\r\ny"\r\n\r\n')).toBe(1);
  expect(rowsOf(`a,b\n1,"${'x'.repeat(20_000_000)}`)).toBe(1);
  expect(decodeURIComponent(templateOf('unit'))).toBe(
    'data:text/csv;charset=utf-8,\ufeff组织编号,类型,编码,名称,英文名称,上级组织编号,生效日期,状态\r\n',
  );
});
