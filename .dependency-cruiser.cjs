/** The import law of docs/architecture.md: who may import whom, one rule a sentence. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid(
      'no-circle',
      'Nothing imports in a circle.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('no-unresolvable', 'Every import resolves.', {}, { couldNotResolve: true }),
    forbid(
      'contracts-zod-only',
      'Contracts import zod only.',
      { path: '^contracts/src/', pathNot: '\\.test\\.ts$' },
      { pathNot: '^contracts/src/|node_modules/zod/' },
    ),
    forbid(
      'kit-contracts-only',
      'Kit imports contracts, no other workspace.',
      { path: '^kit/' },
      { path: '^(bff|shell|remotes|e2e|scripts)/' },
    ),
    forbid(
      'bff-contracts-only',
      'The BFF imports contracts, no front end.',
      { path: '^bff/' },
      { path: '^(kit|shell|remotes|e2e|scripts)/', pathNot: '^scripts/(mariadb|system)\\.ts$' },
    ),
    forbid(
      'shell-no-remote',
      'The shell meets remotes at run time only.',
      { path: '^shell/' },
      { path: '^(remotes|bff|e2e|scripts)/' },
    ),
    forbid(
      'remote-stands-alone',
      'A remote imports contracts and kit only, never another remote.',
      { path: '^remotes/([^/]+)/' },
      { path: '^(remotes|shell|bff|e2e|scripts)/', pathNot: '^remotes/$1/' },
    ),
    forbid(
      'e2e-from-outside',
      'Browser tests see contracts and kit; applications only through the browser.',
      { path: '^e2e/', pathNot: '^e2e/bench/' },
      { path: '^(bff|shell|remotes)/' },
    ),
    forbid(
      'systems-never-below-portal',
      'Systems may use the portal, never the reverse.',
      { path: '^bff/src/portal/' },
      { path: '^bff/src/systems/' },
    ),
    forbid(
      'http-knows-no-feature',
      'http and database know no feature.',
      { path: '^bff/src/(http|database)/', pathNot: '\\.test\\.ts$' },
      { path: '^bff/src/(portal|systems|embedded)/' },
    ),
    forbid(
      'feature-through-service',
      'A feature meets another feature through its service only.',
      { path: '^bff/src/(portal|systems/[^/]+)/([^/]+)/', pathNot: '\\.test\\.ts$' },
      { path: '^bff/src/(portal|systems/[^/]+)/[^/]+/', pathNot: '^bff/src/$1/$2/|\\.service\\.ts$' },
    ),
    forbid(
      'routes-are-thin',
      'Routes know the contract, their service and http only.',
      { path: '\\.routes\\.ts$' },
      { path: '\\.model\\.ts$|node_modules/sequelize' },
    ),
    forbid(
      'service-without-express',
      'Services know no Express.',
      { path: '\\.service\\.ts$' },
      { path: 'node_modules/express/' },
    ),
    forbid(
      'policy-is-pure',
      'Policies import contracts and types only.',
      { path: '\\.policy\\.ts$' },
      { pathNot: '^contracts/|\\.policy\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'model-knows-database',
      'Models know the database, other models as types only.',
      { path: '\\.model\\.ts$' },
      { path: '^bff/src/(portal|systems)/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'no-feature-to-feature',
      'Front-end features are composed in app.tsx, not in each other.',
      { path: '^(shell|remotes/[^/]+)/src/features/([^/]+)/' },
      { path: '^(shell|remotes/[^/]+)/src/features/', pathNot: '^$1/src/features/$2/' },
    ),
    forbid(
      'antd-through-kit',
      'antd, react-router and the query library are reached through kit.',
      { path: '^(remotes)/' },
      { path: 'node_modules/(antd|@ant-design|react-router|@tanstack)/', dependencyTypes: npm },
    ),
    forbid(
      'no-chrome-antd',
      'Shell chrome is plain CSS: antd is not on the way to the first menu.',
      { path: '^shell/' },
      { path: 'node_modules/(antd|@ant-design)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.tsbuild|var|\\.turbo|\\.cache)/' },
    tsPreCompilationDeps: 'specify',
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    combinedDependencies: true,
  },
};
