import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixture } from '../helpers/fixtures.js'
import { removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { mnistFolder } from '../helpers/mnist.js'
import { execOrThrow, type Result, run } from '../helpers/run.js'
import { type GitLab, startGitLab } from './gitlab.js'
import { artifact, listJobs, type PipelineRun, preview, runPipeline } from './pipeline.js'
import { cloneProject, FIRST, type Project, quickInstall } from './project.js'

const whole = process.env.PIPELINE === 'whole'
if (!whole) {
  console.warn(
    `\n${'!'.repeat(100)}\n` +
      'NOT RUN, for want of time: the jobs unit, release-scripts, parity, install, managers and bench. All but bench call suites that\n' +
      'are steps of .ci/run. `npm ci` is run once, and its result hard-linked into the jobs.\n' +
      '`PIPELINE=whole npx vitest run --project pipeline` runs every job, on four Nodes, with an `npm ci` in each.\n' +
      `${'!'.repeat(100)}\n`,
  )
}

let gitlab: GitLab
let project: Project
let tools: string | undefined

beforeAll(async () => {
  gitlab = await startGitLab()
  project = await cloneProject()
  tools = whole ? undefined : await quickInstall(project)
})

afterAll(async () => {
  project?.close()
  await gitlab?.close()
})

/** Runs jobs, or the jobs of a stage, or all, at the branch the project is at. */
function pipeline(options: Partial<Parameters<typeof runPipeline>[1]> = {}): Promise<PipelineRun> {
  const variables = { ...gitlab.variables, ...options.variables }
  return runPipeline(project, { ...options, variables, ...(tools && { tools }) })
}

/** The jobs that pack a version and make it public. */
const toRelease = { jobs: ['package', 'publish', 'release', 'notify'] }

const changeset = { '.changeset/clearer.md': '---\n"@team/mnist-model": patch\n---\n\nClearer words.\n' }

describe('the pipeline file', () => {
  const checks = ['lint', 'type-check', 'model', 'lock', 'licences', 'audit']
  const tests = ['unit: [20]', 'unit: [22]', 'unit: [24]', 'unit: [26]', 'release-scripts', 'parity']
  const installs = ['install: [20]', 'install: [22]', 'install: [24]', 'install: [26]']
  const measured = [...tests, 'package', 'contents', ...installs, 'managers', 'service', 'bench']

  it("passes GitLab's schema", async () => {
    const { code, log } = await preview(project)
    expect(code, log).toBe(0)
    expect(log).toContain('json schema validated')
  })

  it('would fail the schema with an unknown keyword', async () => {
    await project.branch('broken')
    await project.commit('Broken', {
      '.gitlab-ci.yml': project.read('.gitlab-ci.yml').replace('parallel:', 'paralel:'),
    })
    const { code } = await preview(project)
    await project.branch('main')
    expect(code).toBe(1)
  })

  it.each([
    ['a merge request', 'feature/schema', 'develop', [...checks.toSpliced(2, 0, 'changeset'), ...measured]],
    ['develop', 'develop', undefined, [...checks, ...measured]],
    ['main', 'main', undefined, [...checks, ...measured, 'publish', 'release', 'pages', 'notify', 'service-image']],
  ])('runs these jobs for %s', async (_, branch, mergeRequestTo, expected) => {
    await project.branch('develop')
    await project.branch(branch)
    const listed = await listJobs(project, { variables: {}, ...(mergeRequestTo && { mergeRequestTo }) })
    await project.branch('main')
    expect(listed.map(({ name }) => name)).toEqual(expected)
  })
})

describe('a feature branch', () => {
  let checked: PipelineRun
  let published: PipelineRun[]

  beforeAll(async () => {
    await project.branch('develop')
    await project.branch('feature/words')
    await project.commit('Clearer words', { ...changeset, 'SECURITY.md': `${project.read('SECURITY.md')}\nMore.\n` })
    checked = await pipeline({ stage: 'check', mergeRequestTo: 'develop' })
    const stages = ['publish', 'release', 'notify']
    published = []
    for (const stage of stages) published.push(await pipeline({ stage }))
  })

  it('is checked', () => {
    const { audit, ...jobs } = checked.jobs
    expect(jobs, checked.log).toEqual({
      lint: 'passed',
      'type-check': 'passed',
      changeset: 'passed',
      model: 'passed',
      lock: 'passed',
      licences: 'passed',
    })
    // Not every registry answers `npm audit`, and a failure is a warning only.
    expect(audit, checked.log).toMatch(/passed|warned/)
    expect(checked.passed).toBe(true)
  })

  it('publishes nothing', async () => {
    expect(published.map(({ jobs }) => jobs)).toEqual([{}, {}, {}])
    expect(gitlab.writes()).toEqual([])
    expect(gitlab.messages).toEqual([])
  })

  it('fails without a changeset, and says how to make one', async () => {
    await project.branch('feature/silent')
    await project.commit('No word of it', { '.changeset/clearer.md': null })
    const { passed, log } = await pipeline({ jobs: ['changeset'], mergeRequestTo: 'develop' })
    expect(passed).toBe(false)
    expect(log).toContain('Run `npx changeset`, or `npx changeset --empty` if users would not notice the change.')
  })

  it('has no write token in the jobs that only check', async () => {
    await project.branch('feature/curious')
    await project.commit('Look around', {
      'scripts/check-lock.ts': 'console.log("seen:", JSON.stringify(process.env))\n',
    })
    const { log } = await pipeline({ jobs: ['lock'] })
    const [seen] = /seen: .*/.exec(log) ?? []
    expect(seen).toContain('CI_PROJECT_ID')
    expect(seen).not.toMatch(/CI_JOB_TOKEN|NOTIFY_WEBHOOK_URL/)
  })
})

describe('main, if something is wrong', () => {
  beforeAll(() => project.branch('main'))

  /** Runs jobs at a new branch that calls itself main, so that what is broken there does not stay. */
  async function broken(files: Parameters<Project['commit']>[1], jobs: readonly string[]): Promise<PipelineRun> {
    await project.branch(`broken-${jobs[0]}`)
    await project.commit('Broken', files)
    const result = await pipeline({ jobs, variables: { CI_COMMIT_BRANCH: 'main' } })
    await project.branch('main')
    return result
  }

  it('stops at a model that misses a quality threshold', async () => {
    const manifest = JSON.parse(project.read('model/manifest.json'))
    const test = manifest.card.metrics.find(({ set }: { set: string }) => set === 'MNIST test')
    test.accuracy = 0.98
    const files = { 'model/manifest.json': JSON.stringify(manifest) }
    const { passed, jobs, log } = await broken(files, ['model', ...toRelease.jobs])
    expect(jobs).toEqual({ model: 'failed' })
    expect(log).toMatch(/FAILED {2}accuracy on MNIST test: 0\.98, at least 0\.99/)
    expect(passed).toBe(false)
    expect(gitlab.writes()).toEqual([])
  })

  it('stops at a tarball without the model', async () => {
    const packageJson = JSON.parse(project.read('package.json'))
    packageJson.files = packageJson.files.filter((path: string) => path !== 'model/mnist.onnx')
    const files = { 'package.json': `${JSON.stringify(packageJson, null, 2)}\n` }
    const { passed, jobs, log } = await broken(files, ['package', 'publish', 'release', 'notify'])
    expect(jobs).toEqual({ package: 'failed' })
    expect(log).toMatch(/Expected model\/mnist\.onnx in \S+\.tgz but found no such file/)
    expect(passed).toBe(false)
    expect(gitlab.writes()).toEqual([])
  })

  it('stops at a wrong token', async () => {
    const packed = await pipeline({ jobs: ['package'] })
    const variables = { CI_JOB_TOKEN: 'guessed' }
    const { passed, jobs, log } = await pipeline({ jobs: toRelease.jobs.slice(1), variables })
    expect(packed.passed, packed.log).toBe(true)
    expect(jobs).toEqual({ publish: 'failed' })
    expect(log).toContain('answered 401')
    expect(log).not.toContain('guessed')
    expect(passed).toBe(false)
    expect(await gitlab.state()).toEqual({ tags: {}, versions: {} })
  })

  it('stops if the registry loses the upload', async () => {
    gitlab.registry.setUploadMode('swallowed')
    const { passed, jobs, log } = await pipeline({ jobs: toRelease.jobs.slice(1), variables: { VERIFY_SECONDS: '2' } })
    gitlab.registry.setUploadMode('synchronous')
    expect(jobs).toEqual({ publish: 'failed' })
    expect(log).toContain(`Expected @team/mnist-model@${FIRST} in the registry within 2 seconds`)
    expect(passed).toBe(false)
    expect(await gitlab.state()).toEqual({ tags: {}, versions: {} })
    expect(gitlab.releases()).toEqual([])
    expect(gitlab.messages).toEqual([])
  })
})

describe('main', () => {
  let first: PipelineRun
  let firstCommit: string

  beforeAll(async () => {
    await project.branch('main')
    firstCommit = await project.head()
    const mnist = mnistFolder()
    first = await pipeline(whole ? { variables: mnist ? { MNIST_DIR: mnist } : {} } : toRelease)
  })

  it('passes', () => {
    expect(first.passed, first.log).toBe(true)
    expect(Object.values(first.jobs).filter((outcome) => outcome !== 'passed')).toHaveLength(
      first.jobs.audit === 'warned' ? 1 : 0,
    )
    expect(first.log).not.toContain(gitlab.variables.CI_JOB_TOKEN)
  })

  it.runIf(whole)('leaves the reports that GitLab shows in a merge request', () => {
    const nodes = ['20', '22', '24', '26']
    const suites = nodes.map((node) => artifact(project, `unit: [${node}]`, 'reports/junit.xml').toString())
    const coverage = nodes.map((node) =>
      artifact(project, `unit: [${node}]`, 'reports/coverage/cobertura-coverage.xml'),
    )
    const installs = nodes.map((node) => artifact(project, `install: [${node}]`, 'reports/junit.xml').toString())
    for (const report of [...suites, ...installs]) expect(report).toMatch(/<testsuites .*tests="[1-9]/)
    for (const report of coverage) expect(report.toString()).toContain('<coverage lines-valid=')
    expect(artifact(project, 'parity', 'reports/junit.xml').toString()).toMatch(/failures="0"/)
  })

  it('publishes the very tarball of the package job', async () => {
    const { shasum, commit } = JSON.parse(artifact(project, 'package', 'out/release.json').toString())
    expect(commit).toBe(firstCommit)
    expect(await gitlab.state()).toEqual({ tags: { latest: FIRST }, versions: { [FIRST]: shasum } })
  })

  it('makes a release of that commit, with the checksums and the SBOM', () => {
    const { sha256, tarball } = JSON.parse(artifact(project, 'package', 'out/release.json').toString())
    expect(gitlab.releases()).toMatchObject([
      { tag: `v${FIRST}`, commit: firstCommit, description: expect.stringContaining(sha256) },
    ])
    expect(gitlab.releases()[0]!.assets.sort()).toEqual([`${tarball}.sha256`, 'release.json', 'sbom.cdx.json'].sort())
  })

  it('tells the team with one message', () => {
    expect(gitlab.messages).toHaveLength(1)
    expect(gitlab.messages[0]!.text).toContain(`npm install @team/mnist-model@${FIRST}`)
  })
})

describe('main, run a second time', () => {
  let before: Awaited<ReturnType<GitLab['state']>>
  let again: PipelineRun

  beforeAll(async () => {
    before = await gitlab.state()
    again = await pipeline(toRelease)
  })

  it('packs the same bytes, and has nothing to do', () => {
    expect(again.passed, again.log).toBe(true)
    expect(again.log).toMatch(/publish .*@team\/mnist-model@0\.1\.0 is there already .*nothing to do/)
    expect(again.log).toMatch(/release .*v0\.1\.0 is there already.*nothing to do/)
  })

  it('changes nothing and sends nothing', async () => {
    expect(await gitlab.state()).toEqual(before)
    expect(gitlab.releases()).toHaveLength(1)
    expect(gitlab.messages).toHaveLength(1)
  })
})

describe('main, with other bytes under a published version', () => {
  it('fails, and leaves the registry as it was', async () => {
    const before = await gitlab.state()
    await project.branch('unversioned')
    await project.commit('A change that nobody gave a version', {
      'README.md': `${project.read('README.md')}\nMore.\n`,
    })
    const { passed, jobs, log } = await pipeline({ ...toRelease, variables: { CI_COMMIT_BRANCH: 'main' } })
    await project.branch('main')
    expect(jobs).toEqual({ package: 'passed', publish: 'failed' })
    expect(log).toContain('the version is taken by other bytes')
    expect(passed).toBe(false)
    expect(await gitlab.state()).toEqual(before)
    expect(gitlab.messages).toHaveLength(1)
  })
})

describe('main, after a changeset was made into a version', () => {
  let teammate: string
  let next: PipelineRun
  const npm = (...args: string[]): Promise<Result> => run('npm', args, { cwd: teammate })
  const installed = async () => (await execOrThrow('npm', ['ls', '--json'], { cwd: teammate })).stdout

  beforeAll(async () => {
    teammate = temporaryFolder({
      'package.json': '{ "private": true }',
      '.npmrc': gitlab.registry.npmrc('project', gitlab.registry.tokens.read),
    })
    await execOrThrow('npm', ['install', '@team/mnist-model'], { cwd: teammate })
    await project.branch('main')
    await project.commit('Clearer words', changeset)
    await project.commitResultOf('Version', 'npm', ['run', 'changeset:version'])
    next = await pipeline(toRelease)
  })
  afterAll(() => removeFolder(teammate))

  it('publishes the next version, and latest moves', async () => {
    expect(next.passed, next.log).toBe(true)
    const { tags, versions } = await gitlab.state()
    expect(tags).toEqual({ latest: '0.1.1' })
    expect(Object.keys(versions)).toEqual([FIRST, '0.1.1'])
  })

  it('releases it with its entry of the changelog', () => {
    const { tag, description } = gitlab.releases().at(-1)!
    expect(tag).toBe('v0.1.1')
    expect(description).toContain('Clearer words.')
  })

  it('announces what changed, accuracy before and after, and how to install it', () => {
    const { text } = gitlab.messages.at(-1)!
    const { card } = JSON.parse(project.read('model/manifest.json'))
    const accuracy = card.metrics.find(({ set }: { set: string }) => set === 'MNIST test').accuracy
    expect(gitlab.messages).toHaveLength(2)
    expect(text).toContain('Clearer words.')
    expect(text).toContain('npm install @team/mnist-model@0.1.1')
    expect(text.split((100 * accuracy).toFixed(2)).length - 1).toBeGreaterThanOrEqual(1)
  })

  it('updates a teammate who has the previous version', async () => {
    const before = await installed()
    const updated = await npm('update', '@team/mnist-model')
    expect(before).toContain(`"version": "${FIRST}"`)
    expect(updated).toMatchObject({ code: 0 })
    expect(await installed()).toContain('"version": "0.1.1"')
  })

  it('reads a digit there, with the command and in an app', async () => {
    writeFiles(teammate, {
      'app.mjs': "import { predict } from '@team/mnist-model'\nconsole.log((await predict(process.argv[2])).digit)\n",
    })
    const seven = fixture('digits', '7', 'upright-plain-pen.png')
    const command = await run('npx', ['--no-install', 'mnist-predict', seven, '--quiet'], { cwd: teammate })
    const app = await run('node', [join(teammate, 'app.mjs'), seven], { cwd: teammate })
    expect(command).toMatchObject({ code: 0, stdout: '7\n' })
    expect(app).toMatchObject({ code: 0, stdout: '7\n' })
  })
})

describe('main, interrupted', () => {
  let stopped: PipelineRun
  let again: PipelineRun

  beforeAll(async () => {
    await project.commit('Clearer still', changeset)
    await project.commitResultOf('Version', 'npm', ['run', 'changeset:version'])
    stopped = await pipeline({ jobs: ['package', 'publish'] })
    gitlab.failWebhook()
    again = await pipeline(toRelease)
  })

  it('continues when it is run again', async () => {
    expect(stopped.passed, stopped.log).toBe(true)
    expect(again.passed, again.log).toBe(true)
    expect(again.log).toMatch(/publish .*@team\/mnist-model@0\.1\.2 is there already .*nothing to do/)
    expect((await gitlab.state()).tags).toEqual({ latest: '0.1.2' })
    expect(gitlab.releases().map(({ tag }) => tag)).toEqual(['v0.1.0', 'v0.1.1', 'v0.1.2'])
  })

  it('only warns if the webhook fails, because the version is published', () => {
    expect(again.log).toContain('the webhook answered 500; nobody was told')
  })
})
