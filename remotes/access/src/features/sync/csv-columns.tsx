import { csvColumns, csvNeeded } from '@eoms/contracts/access/sync-csv';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import { messages } from '@eoms/kit';
import { personStatuses, useOrganisationText } from '../../organisation-words.ts';
import { useAccessText } from '../../words.ts';
import { useImportText } from './sync-texts.ts';

const useText = messages({
  'zh-CN': {
    id: '人事系统中的编号，每条记录唯一',
    version: '可不填；填写时须大于已有版本',
    deleted: '填“是”表示已撤销或已离职',
    choice: '填代码：{choices}',
    of: '{code}（{name}）',
    code: '字母、数字和 . _ -，最多 40 位',
    storeCode: '字母、数字和 . _ -，最多 40 位；门店凭它对应门店档案',
    nameEn: '可不填，默认与中文相同',
    parent: '公司本身留空',
    day: '如 2026-01-31',
    dayNow: '如 2026-01-31；留空表示立即',
    dayOpen: '如 2026-01-31；留空表示一直有效',
    active: '正常',
    closed: '撤销',
    regular: '编制内',
    contract: '编外',
    sealed: '加密保存，只显示后几位',
    subject: '统一登录平台中的标识，可不填',
    place: '任职组织的编号；一人多处任职写成多行',
    level: '1 至 9',
    primary: '是或否，默认是；同一时间只有一处主岗',
    personId: '对方的人员编号',
    headUnit: '所负责组织的编号，不是负责人则留空',
    text: '',
  },
  en: {
    id: 'Id in the HR system, one for each record',
    version: 'May be left out; otherwise higher than the known one',
    deleted: '“yes” when the unit is dissolved or the person has left',
    choice: 'A code: {choices}',
    of: '{code} ({name})',
    code: 'Letters, digits and . _ -, at most 40',
    storeCode: 'Letters, digits and . _ -, at most 40; stores are found by it',
    nameEn: 'May be left out',
    parent: 'Empty for the company itself',
    day: 'Such as 2026-01-31',
    dayNow: 'Such as 2026-01-31; empty means at once',
    dayOpen: 'Such as 2026-01-31; empty means without end',
    active: 'open',
    closed: 'closed',
    regular: 'established staff',
    contract: 'outsourced staff',
    sealed: 'Kept sealed, shown masked',
    subject: 'Name at the sign-in provider, may be left out',
    place: 'Id of the unit; several places of one person are several rows',
    level: '1 to 9',
    primary: 'yes or no, yes unless told; one main place at a time',
    personId: 'Id of that person',
    headUnit: 'Id of the unit led, empty for others',
    text: '',
  },
});

type Note = Parameters<ReturnType<typeof useText>>[0];

/** What each column takes; those with codes are spelled out below. */
const notes: Readonly<Record<EhrEntity, Readonly<Record<string, Note>>>> = {
  unit: {
    external_id: 'id',
    version: 'version',
    deleted: 'deleted',
    code: 'storeCode',
    name_en: 'nameEn',
    parent_external_id: 'parent',
    effective_from: 'day',
  },
  person: {
    external_id: 'id',
    version: 'version',
    deleted: 'deleted',
    phone: 'sealed',
    id_number: 'sealed',
    status_from: 'dayNow',
    subject: 'subject',
    unit_external_id: 'place',
    position_code: 'code',
    position_name_en: 'nameEn',
    level: 'level',
    primary: 'primary',
    line_manager_external_id: 'personId',
    dotted_manager_external_id: 'personId',
    from: 'day',
    until: 'dayOpen',
    head_unit_external_id: 'headUnit',
    head_from: 'day',
    head_until: 'dayOpen',
  },
};

const unitKinds = ['COMPANY', 'HQ', 'CENTRE', 'REGION', 'DISTRICT', 'STORE', 'FRANCHISE'] as const;

/** Codes a column takes, with their names. */
function useCodes(): Readonly<Record<string, readonly (readonly [code: string, name: string])[]>> {
  const t = useText();
  const s = useAccessText();
  const o = useOrganisationText();
  return {
    'unit kind': unitKinds.map((kind) => [kind, s(`unit_${kind}`)]),
    'unit status': [
      ['ACTIVE', t('active')],
      ['CLOSED', t('closed')],
    ],
    'person kind': (['EMPLOYEE', 'EXTERNAL'] as const).map((kind) => [kind, o(`kind_${kind}`)]),
    'person status': personStatuses.map((status) => [status, o(`status_${status}`)]),
    'person employment': [
      ['REGULAR', t('regular')],
      ['CONTRACT', t('contract')],
    ],
    'person head_kind': (['HEAD', 'ACTING', 'DEPUTY'] as const).map((kind) => [kind, o(`head_${kind}`)]),
  };
}

/** Says what each column of a document takes. */
export function CsvColumns({ entity }: { entity: EhrEntity }) {
  const t = useText();
  const i = useImportText();
  const o = useOrganisationText();
  const codes = useCodes();
  const noteOf = (name: string): string => {
    const choices = codes[`${entity} ${name}`];
    if (!choices) return t(notes[entity][name] ?? 'text', { choices: '', code: '', name: '' });
    const named = choices.map(([code, title]) => t('of', { code, name: title }));
    return t('choice', { choices: named.join(o('between')) });
  };
  return (
    <table className="access-sync-columns">
      <thead>
        <tr>
          <th scope="col">{i('column')}</th>
          <th scope="col">{i('meaning')}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(csvColumns[entity]).map(([name, heading]) => (
          <tr key={name}>
            <th scope="row">
              <span className={csvNeeded[entity].includes(name) ? 'access-required' : undefined}>{heading}</span>
              <code className="access-hint access-code">{name}</code>
            </th>
            <td>{noteOf(name)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
