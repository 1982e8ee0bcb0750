import type { HeadKind, Phase } from '@eoms/contracts/access/organisation.record';
import type { PersonKind, PersonStatus } from '@eoms/contracts/access/people.record';
import { messages } from '@eoms/kit';
import type { Tone } from '@eoms/kit/ui';

/** Closed sets in the order they are offered. */
export const headKinds: readonly HeadKind[] = ['ACTING', 'DEPUTY', 'HEAD'];
export const personKinds: readonly PersonKind[] = ['EMPLOYEE', 'FRANCHISEE', 'EXTERNAL'];
export const personStatuses: readonly PersonStatus[] = ['ACTIVE', 'PREBOARD', 'SUSPENDED', 'LEFT'];

/** Colours; the words beside them say the same. */
export const statusTones: Record<PersonStatus, Tone> = {
  PREBOARD: 'info',
  ACTIVE: 'success',
  SUSPENDED: 'attention',
  LEFT: 'neutral',
};
export const phaseTones: Record<Phase, Tone> = { PAST: 'neutral', NOW: 'success', AHEAD: 'info' };

/** Words of organisation and people, shared by their pages. */
export const useOrganisationText = messages({
  'zh-CN': {
    head_HEAD: '负责人',
    head_ACTING: '代理负责人',
    head_DEPUTY: '副职',
    phase_PAST: '已结束',
    phase_NOW: '当前',
    phase_AHEAD: '未开始',
    source_EHR: '人事系统',
    source_EOMS: '本系统',
    kind_EMPLOYEE: '员工',
    kind_FRANCHISEE: '加盟商',
    kind_EXTERNAL: '外部人员',
    status_PREBOARD: '待入职',
    status_ACTIVE: '在职',
    status_SUSPENDED: '停用',
    status_LEFT: '离职',
    span: '{from} 至 {until}',
    spanOpen: '{from} 起',
    between: '、',
    level: '{level} 级',
  },
  en: {
    head_HEAD: 'Head',
    head_ACTING: 'Acting head',
    head_DEPUTY: 'Deputy',
    phase_PAST: 'Over',
    phase_NOW: 'Now',
    phase_AHEAD: 'Ahead',
    source_EHR: 'HR system',
    source_EOMS: 'EOMS',
    kind_EMPLOYEE: 'Employee',
    kind_FRANCHISEE: 'Franchisee',
    kind_EXTERNAL: 'External',
    status_PREBOARD: 'Not started',
    status_ACTIVE: 'Active',
    status_SUSPENDED: 'Suspended',
    status_LEFT: 'Left',
    span: '{from} to {until}',
    spanOpen: 'From {from}',
    between: ', ',
    level: 'Level {level}',
  },
});
