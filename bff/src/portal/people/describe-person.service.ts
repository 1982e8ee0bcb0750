import type { Localized } from '@eoms/contracts/endpoint';
import type { CurrentPerson } from '@eoms/contracts/portal/portal.contract';
import { QueryTypes } from 'sequelize';
import { databaseOf } from '../../database/select.ts';
import type { z } from 'zod';
import { instantText } from '../../database/instant-text.ts';
import { AppError } from '../../errors.ts';
import { Person } from './people.model.ts';
import type { PeopleContext } from './people.service.ts';

const franchiseePosition: Localized = { zh: '加盟商', en: 'Franchisee' };
const externalPosition: Localized = { zh: '外部人员', en: 'External' };
const nowhere: Localized = { zh: '未分配部门', en: 'No department yet' };
const unplaced: Localized = { zh: '未定岗', en: 'No position yet' };

interface DescriptionRow {
  readonly name: string;
  readonly employeeNo: string | null;
  readonly kind: 'EMPLOYEE' | 'FRANCHISEE' | 'EXTERNAL';
  readonly level: number | null;
  readonly unitZh: string | null;
  readonly unitEn: string | null;
  readonly positionZh: string | null;
  readonly positionEn: string | null;
}

// Every start of a tab asks for it: one statement costs a quarter of what four reads through models do. The primary
// place comes first; an outsider belongs to the unit that answers for him.
const DESCRIPTION = `
  SELECT p.name, p.employee_no AS employeeNo, p.kind, a.level, COALESCE(u.name_zh, s.name_zh) AS unitZh,
    COALESCE(u.name_en, s.name_en) AS unitEn, o.name_zh AS positionZh, o.name_en AS positionEn
  FROM person p LEFT JOIN org_unit s ON s.id = p.sponsor_unit_id AND p.kind = 'EXTERNAL'
    LEFT JOIN (assignment a JOIN org_unit u ON u.id = a.unit_id JOIN \`position\` o ON o.code = a.position)
      ON a.person_id = p.id AND a.starts_at <= :now AND (a.ends_at IS NULL OR a.ends_at > :now)
  WHERE p.id = :personId ORDER BY a.is_primary DESC, a.starts_at, a.id LIMIT 1`;

const bothOr = (zh: string | null, en: string | null, otherwise: Localized): Localized =>
  zh === null || en === null ? otherwise : { zh, en };

/** The person as every page may show him. @throws AppError `not_found`. */
export async function describePerson(context: PeopleContext, personId: string): Promise<z.infer<typeof CurrentPerson>> {
  const sequelize = databaseOf(Person);
  const [row] = await sequelize.query<DescriptionRow>(DESCRIPTION, {
    type: QueryTypes.SELECT,
    replacements: { personId, now: instantText(sequelize, context.now) },
    transaction: context.transaction ?? null,
  });
  if (!row) throw new AppError('not_found');
  const franchisee = row.kind === 'FRANCHISEE';
  const unplacedAs = franchisee ? franchiseePosition : row.kind === 'EXTERNAL' ? externalPosition : unplaced;
  return {
    id: personId,
    name: row.name,
    employeeNo: row.employeeNo,
    kind: franchisee ? 'franchisee' : 'employee',
    department: bothOr(row.unitZh, row.unitEn, franchisee ? franchiseePosition : nowhere),
    position: bothOr(row.positionZh, row.positionEn, unplacedAs),
    level: row.level ?? 0,
  };
}
