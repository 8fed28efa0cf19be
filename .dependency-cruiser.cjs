/** The boundaries between the modules, checked by `npm run lint`: who may import whom. */
const stages = '^src/(input/(load|decode)|preprocess/index|infer|postprocess)\\.ts$'

/** Pure modules of a few lines that hold one fact each; the command may import them besides the index. */
const leaves = '^src/(format|image|raster|input/magic-bytes)\\.ts$'

const packages = {
  dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
  dependencyTypesNot: ['type-only', 'type-import'],
}

module.exports = {
  forbidden: [
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },

    // src
    {
      name: 'src imports src',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|training|scripts|bench|deploy|demo|examples|dist)/' },
    },
    {
      name: 'of src only the command imports the index',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'the command imports the index, the metrics and leaves only',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: ['^src/(cli/|evaluate/|index\\.ts$)', leaves] },
    },
    { name: 'stages do not import each other', severity: 'error', from: { path: stages }, to: { path: stages } },
    {
      name: 'input knows no later stage',
      severity: 'error',
      from: { path: '^src/input/' },
      to: { path: '^src/(preprocess|engine|model|evaluate)/' },
    },
    {
      name: 'preprocessing is pure',
      severity: 'error',
      from: { path: '^src/preprocess/' },
      to: { pathNot: '^src/(preprocess/|(types|errors|image|raster)\\.ts$)' },
    },
    {
      name: 'the metrics are pure',
      severity: 'error',
      from: { path: '^src/evaluate/' },
      to: { pathNot: '^src/(evaluate/|types\\.ts$)' },
    },
    {
      name: 'leaves import leaves',
      severity: 'error',
      from: { path: [leaves, '^src/((errors|types|host|pacing|base64)|model/(metadata|golden))\\.ts$'] },
      to: { pathNot: '^src/(errors|types)\\.ts$', dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'the library imports no package and no built-in module: it asks for them when a call needs them',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { ...packages, dependencyTypes: ['core', ...packages.dependencyTypes] },
    },
    {
      name: 'the command imports packages in a file of its own, which the build minifies and lists with its licences',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/yargs\\.ts$' },
      to: packages,
    },
    {
      name: 'only input knows a codec',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/input/' },
      to: { path: 'node_modules/sharp/' },
    },
    {
      name: 'only engines know a runtime',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engine/' },
      to: { path: 'node_modules/onnxruntime' },
    },
    {
      name: 'only infer imports the engines',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(engine/|infer\\.ts$)' },
      to: { path: '^src/engine/', dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'engines know nothing of pictures',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { path: '^src/', pathNot: '^src/(engine/|(errors|types|raster|host|base64|sha256)\\.ts$)' },
    },
    {
      name: 'the kernels are compiled, not imported',
      severity: 'error',
      from: { pathNot: '^src/kernels/' },
      to: { path: '^src/kernels/' },
    },
    {
      name: 'the kernels import kernels',
      severity: 'error',
      from: { path: '^src/kernels/' },
      to: { pathNot: '^src/kernels/' },
    },
    {
      name: 'of src only the check of its hash reads the model',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/model/model-file\\.ts$' },
      to: { path: '^src/model-source' },
    },

    // scripts, bench, test
    {
      name: 'nothing imports what the build makes: acceptance tests install the tarball',
      severity: 'error',
      from: { path: '^(scripts|bench|test)/' },
      to: { path: '^dist/' },
    },
    { name: 'nothing imports a test', severity: 'error', from: {}, to: { path: '\\.test\\.ts$' } },
    {
      name: 'scripts import src, and helpers of the tests',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^(bench|test)/', pathNot: '^test/helpers/' },
    },
    {
      name: 'the release scripts do not import the command',
      severity: 'error',
      from: { path: '^(scripts|bench)/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'the bench imports src, and helpers of the tests',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^(scripts|test)/', pathNot: '^test/helpers/' },
    },
    {
      name: 'kinds of tests share helpers and the mock registry only',
      severity: 'error',
      from: { path: '^test/([^/]+)/' },
      to: { path: '^test/', pathNot: '^test/($1|helpers|registry)/' },
    },
    {
      name: 'acceptance tests know the tarball, and nothing of the code that it was made from',
      severity: 'error',
      from: { path: '^test/acceptance/' },
      to: { path: '^(src|scripts|bench)/', reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
}
