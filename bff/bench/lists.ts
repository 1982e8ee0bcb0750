import { DataTypes, Model, Op, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { scopedModel, scopedWhere } from '../src/database/scoped.ts';
import type { Scope } from '../src/http/context.ts';
import type { Facts } from '../src/portal/access/access.service.ts';
import { UnitTree } from '../src/portal/access/unit-tree.ts';
import { atMost, figure, waitsOf, type Figure, type Size } from './bench.ts';
import { insertAll, type CompanyDatabase } from './database.ts';
import { idOf, numbersFrom, unit } from './facts.ts';

const PAGES = 200;
const LIMIT = 20;

/** A row of a business table. */
class Record extends Model<InferAttributes<Record>, InferCreationAttributes<Record>> {
  declare id: string;
  declare storeId: string;
  declare createdAt: Date;
}

async function fill(sequelize: Sequelize, { rows, stores }: Size): Promise<void> {
  await sequelize.query(
    `CREATE TABLE bench_record (id CHAR(36) NOT NULL, store_id CHAR(36) NOT NULL, created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (id)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
  );
  const draw = numbersFrom(31);
  const start = Date.UTC(2025, 0, 1);
  for (let first = 0; first < rows; first += 20_000) {
    const count = Math.min(20_000, rows - first);
    await insertAll(
      sequelize,
      'bench_record',
      Array.from({ length: count }, (_none, n) => ({
        id: idOf(20, first + n),
        store_id: unit.store(draw(stores)),
        created_at: new Date(start + (first + n) * 1000).toISOString().slice(0, 23).replace('T', ' '),
      })),
    );
  }
  // Sorted once at the end, which is quicker than keeping them in order row by row.
  await sequelize.query('ALTER TABLE bench_record ADD KEY (store_id, created_at, id), ADD KEY (created_at, id)');
  await sequelize.query('ANALYZE TABLE bench_record');
}

/** Scopes as the evaluator makes them: stores, and everything below some units. */
function scopesOf({ units, edges }: Facts): [string, Scope][] {
  const tree = new UnitTree(units, edges, new Date());
  const below = (...roots: string[]): Scope => tree.scopeOf(roots, [], false);
  const districts = units.filter(({ kind }) => kind === 'DISTRICT').map(({ id }) => id);
  return [
    ['everything', { kind: 'all' }],
    ['one store', tree.scopeOf([], [unit.store(7)], false)],
    ['a district', below(unit.district(7))],
    ['a region', below(unit.region(7))],
    ['nine tenths of all stores', below(...districts.filter((_id, n) => n % 10 !== 7))],
  ];
}

/** Pages of a large table, unscoped and with scopes of different size. */
export async function measureLists({ sequelize, facts }: CompanyDatabase, size: Size): Promise<Figure[]> {
  await fill(sequelize, size);
  Record.init(
    {
      id: { type: DataTypes.CHAR(36), primaryKey: true },
      storeId: DataTypes.CHAR(36),
      createdAt: DataTypes.DATE(3),
    },
    { sequelize, tableName: 'bench_record' },
  );
  scopedModel(Record);
  const last = Date.UTC(2025, 0, 1) + size.rows * 1000;
  const figures: Figure[] = [];
  let unscoped: number | undefined;
  for (const [name, scope] of scopesOf(facts)) {
    const times = await waitsOf(PAGES, (n) =>
      Record.findAll({
        where: { createdAt: { [Op.lt]: new Date(last - ((n * 977) % 100) * 1000) } },
        order: [
          ['createdAt', 'DESC'],
          ['id', 'DESC'],
        ],
        limit: LIMIT,
        scopeBy: scopedWhere(scope, 'storeId'),
        raw: true,
      }),
    );
    const goal = unscoped === undefined ? null : atMost(unscoped * 1.3 + 5, '≤ 1.3 × everything + 5');
    figures.push(figure(`page of ${size.rows} rows: ${name}`, 'eoms', times, 'ms', goal));
    unscoped ??= figures[0]?.value ?? 0;
  }
  return figures;
}
