/** The walls of the house, checked: who may import whom. */
const stages = '^src/(input/(load|decode)|preprocess|infer|postprocess)\\.ts$'

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
      from: { path: '^src/preprocess' },
      to: { pathNot: '^src/(preprocess|types\\.ts$|errors\\.ts$)' },
    },
    {
      name: 'leaves import leaves',
      severity: 'error',
      from: { path: '^src/(errors|types|host|manifest|assets)\\.ts$' },
      to: { pathNot: '^src/(errors|types)\\.ts$', dependencyTypesNot: ['type-import'] },
    },
    {
      name: 'only input imports a codec',
      severity: 'error',
      from: { pathNot: '^src/input/' },
      to: { path: 'node_modules/sharp/' },
    },
    {
      name: 'input loads built-in modules and sharp when a call needs them',
      severity: 'error',
      from: { path: '^src/(input/|host\\.ts$)' },
      to: { dependencyTypes: ['core', 'npm'], dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'only engines import a runtime',
      severity: 'error',
      from: { pathNot: '^src/engines/' },
      to: { path: 'node_modules/onnxruntime' },
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
