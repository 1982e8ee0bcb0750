import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import { Button, Input } from '@eoms/kit/ui';
import { useMemo, useRef, useState } from 'react';
import { CsvFaults, type Refused } from './csv-faults.tsx';
import { CsvColumns } from './csv-columns.tsx';
import { asCsv, rowsOf, templateOf, textOf } from './csv-file.ts';
import { useImportText } from './sync-texts.ts';

/** A document as it was chosen or pasted. */
export interface CsvDocument {
  readonly text: string;
  /** Name of the file it came from; null when it was pasted. */
  readonly file: string | null;
}

interface FieldProps {
  /** Given by Form.Item, together with value and onChange. */
  readonly id?: string;
  readonly value?: CsvDocument | null;
  readonly onChange?: (value: CsvDocument | null) => void;
  readonly entity: EhrEntity;
  readonly label: string;
  readonly refused: Refused;
}

/** Takes a CSV document as a file or as pasted text, and explains its columns. */
export function CsvField({ id, value, onChange, entity, label, refused }: FieldProps) {
  const t = useImportText();
  const text = value?.text ?? '';
  const lines = useMemo(() => rowsOf(text), [text]);
  const chooser = useRef<HTMLInputElement>(null);
  const [isNoText, setNoText] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const read = await textOf(file);
    setNoText(read === null);
    if (read !== null) onChange?.({ text: read, file: file.name });
  };
  return (
    <div className="access-sync-csv">
      <div className="access-tags">
        <Button size="small" onClick={() => chooser.current?.click()}>
          {t(value?.file ? 'change' : 'choose')}
        </Button>
        <a
          className="eoms-link"
          download={`${t(entity === 'unit' ? 'unitsFile' : 'peopleFile')}.csv`}
          href={templateOf(entity)}
        >
          {t('template')}
        </a>
        <input
          ref={chooser}
          type="file"
          className="eoms-visually-hidden"
          tabIndex={-1}
          accept=".csv,.txt,text/csv,text/plain"
          aria-label={`${label}: ${t('choose')}`}
          onChange={(event) => {
            void take(event.target.files?.[0]);
            // The same file, mended, may be chosen again.
            event.target.value = '';
          }}
        />
      </div>
      {isNoText && (
        <p role="alert" className="access-error">
          {t('unreadable')}
        </p>
      )}
      {value?.file ? (
        <div className="access-sync-file">
          <span>{t('file', { name: value.file, lines })}</span>
          <Button size="small" type="link" onClick={() => onChange?.(null)}>
            {t('remove')}
          </Button>
        </div>
      ) : (
        <>
          <Input.TextArea
            {...(id ? { id } : {})}
            aria-label={label}
            className="access-sync-paste"
            spellCheck={false}
            placeholder={t('orPaste')}
            value={text}
            onChange={({ target }) => onChange?.(target.value ? { text: asCsv(target.value), file: null } : null)}
          />
          {value && <span className="access-hint">{t('lines', { lines })}</span>}
        </>
      )}
      {/* Once the document is another one, its rows are others too. */}
      {text === refused.text && <CsvFaults faults={refused.faults} label={label} />}
      <details className="access-sync-help">
        <summary>{t('columns')}</summary>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
        <div className="access-sync-scroll" role="region" aria-label={t('columnsOf', { name: label })} tabIndex={0}>
          <CsvColumns entity={entity} />
        </div>
      </details>
    </div>
  );
}
