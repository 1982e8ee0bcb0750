import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { ProblemError } from '../api/errors.ts';
import { useLocalized } from '../locale.ts';
import { useUiText } from './texts.ts';

/** Properties of {@link ConflictModal}. */
export interface ConflictModalProps {
  /** The refusal; the dialog is open while it is a 412. */
  readonly problem: unknown;
  /** What the person entered, by field. */
  readonly mine: Readonly<Record<string, unknown>>;
  /** Names of the fields in the present language. */
  readonly labels: Readonly<Record<string, string>>;
  /** Draws a value; plain text unless told. */
  render?(field: string, value: unknown): ReactNode;
  /** Sends the person's values again upon the version that is there now. */
  onKeepMine(currentVersion: number): void;
  /** Takes the present record instead. */
  onTakeTheirs(current: unknown): void;
  /** Back to the form; nothing typed is lost. */
  onClose(): void;
}

const plain = (_field: string, value: unknown): ReactNode => {
  if (value === null || value === undefined || value === '') return '—';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Somebody else saved first: shows field by field what is there now and what the person entered, and lets him decide. */
export function ConflictModal({ problem, mine, labels, render = plain, ...on }: ConflictModalProps) {
  const t = useUiText();
  const text = useLocalized();
  const conflict = problem instanceof ProblemError && problem.problem.status === 412 ? problem.problem : null;
  const current = (conflict?.current ?? {}) as Record<string, unknown>;
  const fields = (conflict?.changed ?? []).filter((field) => field in labels);
  const { version } = current;
  const footer = [
    <Button key="close" onClick={on.onClose}>
      {t('cancel')}
    </Button>,
    <Button key="theirs" onClick={() => on.onTakeTheirs(conflict?.current)}>
      {t('takeTheirs')}
    </Button>,
    <Button
      key="mine"
      type="primary"
      disabled={typeof version !== 'number'}
      onClick={() => typeof version === 'number' && on.onKeepMine(version)}
    >
      {t('keepMine')}
    </Button>,
  ];
  return (
    <Modal
      open={conflict !== null}
      title={conflict ? text(conflict.messages) : ''}
      footer={footer}
      onCancel={on.onClose}
      width={640}
    >
      {conflict && fields.length > 0 && (
        <>
          <p>{t('changedMeanwhile')}</p>
          <table className="eoms-conflict">
            <thead>
              <tr>
                <th scope="col">{t('field')}</th>
                <th scope="col">{t('current')}</th>
                <th scope="col">{t('mine')}</th>
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => (
                <tr key={field}>
                  <th scope="row">{labels[field]}</th>
                  <td>{render(field, current[field])}</td>
                  <td>
                    {field in mine ? render(field, mine[field]) : <span className="eoms-quiet">{t('untouched')}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {conflict && <p>{text(conflict.next)}</p>}
    </Modal>
  );
}
