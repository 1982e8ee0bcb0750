import { DataTypes, Model, Op, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { scopedModel, scopedWhere } from '../src/database/scoped.ts';
import { storeScope, type Scope } from '../src/http/context.ts';
import { figure, waitsOf, type Figure, type Size } from './bench.ts';
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
    `CREATE TABLE bench_record (id CHAR(36) NOT NULL PRIMARY KEY, store_id CHAR(36) NOT NULL, created_at DATETIME(3) NOT NULL,
      KEY (store_id, created_at, id), KEY (created_at, id)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
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
  await sequelize.query('ANALYZE TABLE bench_record');
}

const storesWhere = (size: Size, belongs: (n: number) => boolean): Scope =>
  storeScope(
    Array.from({ length: size.stores }, (_none, n) => n)
      .filter(belongs)
      .map(unit.store),
  );

/** Pages of a large table, unscoped and with scopes of different size. */
export async function measureLists({ sequelize }: CompanyDatabase, size: Size): Promise<Figure[]> {
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
  const scopes: [string, Scope][] = [
    ['everything', { kind: 'all' }],
    ['one store', storesWhere(size, (n) => n === 7)],
    ['a district', storesWhere(size, (n) => n % 40 === 7)],
    ['a region', storesWhere(size, (n) => n % 8 === 7)],
    ['nine tenths of all stores', storesWhere(size, (n) => n % 10 !== 7)],
  ];
  const last = Date.UTC(2025, 0, 1) + size.rows * 1000;
  const figures: Figure[] = [];
  for (const [name, scope] of scopes) {
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
    figures.push(
      figure(
        `page of ${size.rows} rows: ${name}`,
        'eoms',
        times,
        'ms',
        name === 'everything' ? '' : '≤ 1.3 × everything + 5 ms',
      ),
    );
  }
  return figures;
}
