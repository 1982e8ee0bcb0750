import { IMPORT_BYTES } from '@eoms/contracts/access/sync-csv';
import type { SyncRun } from '@eoms/contracts/access/sync.contract';
import { useNavigate } from '@eoms/kit/router';
import { App, Form, Radio, type FormRule } from '@eoms/kit/ui';
import { FormDialog, useDialog } from '../../form-dialog.tsx';
import { useFaults, type Refused } from './csv-faults.tsx';
import { CsvField, type CsvDocument } from './csv-field.tsx';
import { useImportText } from './sync-texts.ts';
import { useSyncWords } from './sync-words.ts';
import { useImport } from './sync.api.ts';

interface Fields {
  readonly units?: CsvDocument | null;
  readonly people?: CsvDocument | null;
  readonly complete: boolean;
}

/** Bytes of one request to the BFF, less what surrounds the documents. */
const MOST = IMPORT_BYTES - 1000;
const sizeOf = (document: CsvDocument | null | undefined): number =>
  document ? new TextEncoder().encode(JSON.stringify(document.text)).length : 0;

function useRules(): { units: FormRule[]; people: FormRule[] } {
  const t = useImportText();
  const refuse = (text: string | null) => (text ? Promise.reject(new Error(text)) : Promise.resolve());
  const units: FormRule = ({ getFieldValue }) => ({
    validator: (_rule, value: CsvDocument | null | undefined) =>
      refuse(!value && getFieldValue('complete') ? t('bothNeeded') : null),
  });
  const people: FormRule = ({ getFieldValue }) => ({
    validator: (_rule, value: CsvDocument | null | undefined) => {
      const other = getFieldValue('units') as CsvDocument | null | undefined;
      if (sizeOf(value) + sizeOf(other) > MOST) return refuse(t('tooLong', { size: IMPORT_BYTES / 2 ** 20 }));
      if (value) return refuse(null);
      return refuse(getFieldValue('complete') ? t('bothNeeded') : other ? null : t('oneNeeded'));
    },
  });
  return { units: [units], people: [people] };
}

/** Takes units and people in from files or pasted text; a refusal loses nothing of it. */
export function ImportDialog({ onClosed }: { onClosed: () => void }) {
  const t = useImportText();
  const w = useSyncWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const dialog = useDialog();
  const rules = useRules();
  const [form] = Form.useForm<Fields>();
  const done = ({ id, state, counts }: SyncRun) => {
    if (state === 'STAGED') void message.warning(t('staged'));
    else if (state === 'PARTIAL') void message.warning(t('partly', { count: counts?.broken ?? 0 }));
    else void message.success(t('done'));
    dialog.close();
    void navigate(`/access/sync/${id}`);
  };
  const command = useImport({ onSuccess: done });
  const refused = useFaults(command.error);
  const faultsOf = (name: 'units' | 'people'): Refused => ({
    text: command.variables?.body[name] ?? null,
    faults: refused[name],
  });
  const submit = ({ units, people, complete }: Fields) =>
    command.mutate({ body: { units: units?.text ?? null, people: people?.text ?? null, complete } });
  return (
    <FormDialog<Fields>
      dialog={dialog}
      title={t('title')}
      lead={t('lead')}
      okText={t('ok')}
      cancelText={w('cancel')}
      form={form}
      initialValues={{ complete: false }}
      command={{ isPending: command.isPending, error: refused.error }}
      onSubmit={submit}
      onClosed={onClosed}
    >
      <Form.Item name="units" label={t('units')} rules={rules.units} dependencies={['complete']}>
        <CsvField entity="unit" label={t('units')} refused={faultsOf('units')} />
      </Form.Item>
      <Form.Item name="people" label={t('people')} rules={rules.people} dependencies={['complete', 'units']}>
        <CsvField entity="person" label={t('people')} refused={faultsOf('people')} />
      </Form.Item>
      <p className="access-hint">{t('sheetHint')}</p>
      <Form.Item name="complete" label={t('scope')}>
        <Radio.Group
          className="access-sync-scope"
          options={[
            { value: false, label: <Choice name={t('part')} hint={t('partHint')} /> },
            { value: true, label: <Choice name={t('whole')} hint={t('wholeHint')} /> },
          ]}
        />
      </Form.Item>
    </FormDialog>
  );
}

function Choice({ name, hint }: { name: string; hint: string }) {
  return (
    <>
      {name} <span className="access-hint">{hint}</span>
    </>
  );
}
