import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { varFolder } from './build.ts';

// Releases and keys stay: only the data starts over.
const databases = readdirSync(varFolder, { withFileTypes: true }).filter((entry) =>
  entry.name.startsWith('eoms.sqlite'),
);
for (const entry of databases) rmSync(join(varFolder, entry.name));
console.log(
  databases.length > 0
    ? '演示数据已清空，下次 npm start 时重新生成。Demo data removed; npm start seeds it again.'
    : '没有演示数据。There is no demo data.',
);
