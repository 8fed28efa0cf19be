/** The walls of the house, checked: who may import whom. */
const stages = '^src/(input/(load|decode)|preprocess/index|infer|postprocess)\\.ts$'

module.exports = {
  forbidden: [
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only the command imports the index',
      severity: 'error',
      from: { pathNot: '^src/cli/' },
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'the command imports the index only',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: '^src/(cli/|index\\.ts$)' },
    },
    { name: 'stages do not import each other', severity: 'error', from: { path: stages }, to: { path: stages } },
    {
      name: 'preprocess is pure',
      severity: 'error',
      from: { path: '^src/preprocess/' },
      to: { pathNot: '^src/(preprocess/|(types|errors|image|raster)\\.ts$)' },
    },
    {
      name: 'leaves import leaves',
      severity: 'error',
      from: { path: '^src/((errors|types|image|raster|host|pacing|base64)|model/metadata)\\.ts$' },
      to: { pathNot: '^src/(errors|types)\\.ts$', dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'the library imports no package and no built-in module: it asks for them when a call needs them',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only', 'type-import'],
      },
    },
    {
      name: 'the command imports its packages in files of their own, which the build minifies and notes the licences of',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/yargs\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only', 'type-import'],
      },
    },
    {
      name: 'only input knows a codec',
      severity: 'error',
      from: { pathNot: '^src/input/' },
      to: { path: 'node_modules/sharp/' },
    },
    {
      name: 'only engines know a runtime',
      severity: 'error',
      from: { pathNot: '^src/engine/' },
      to: { path: 'node_modules/onnxruntime' },
    },
    {
      name: 'only infer imports the engines',
      severity: 'error',
      from: { pathNot: '^src/(engine/|infer\\.ts$)' },
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
      name: 'only the check of its hash reads the model',
      severity: 'error',
      from: { pathNot: '^src/model/model-file\\.ts$' },
      to: { path: '^src/model-source' },
    },
    {
      name: 'src imports src',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|training|scripts|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
}
