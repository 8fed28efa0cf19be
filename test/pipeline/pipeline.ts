import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { cleanEnvironment, repository, run } from '../helpers/run.js'
import type { Project } from './project.js'

/** How a job ended; a job that did not start is not there. */
export type JobStatus = 'passed' | 'failed' | 'warned'

export interface PipelineRun {
  /** Whether GitLab would show the pipeline as passed. */
  readonly passed: boolean
  /** Job -> how it ended. */
  readonly jobs: Readonly<Record<string, JobStatus>>
  /** Everything that was printed, without colours. */
  readonly log: string
}

export interface PipelineOptions {
  /** Variables of the project, as its settings in GitLab have them. */
  readonly variables: Readonly<Record<string, string>>
  /** Only these jobs, in the order of their stages, though their rules say otherwise. Left out: the whole pipeline. */
  readonly jobs?: readonly string[]
  /** Only the jobs of this stage that the rules let run. */
  readonly stage?: string
  /** A merge request to this branch, not a push. */
  readonly mergeRequestTo?: string
  /** Put before PATH. */
  readonly tools?: string
}

export interface ListedJob {
  readonly name: string
  readonly stage: string
  readonly when: string
}

const program = join(repository, 'node_modules/.bin/gitlab-ci-local')

/** Runs .gitlab-ci.yml at the project's branch: each job in a folder of its own that holds what is committed, no more. */
export async function runPipeline(project: Project, options: PipelineOptions): Promise<PipelineRun> {
  const which = options.stage ? ['--stage', options.stage] : (options.jobs ?? [])
  const isolated = ['--force-shell-executor', '--shell-isolation', '--artifacts-to-source=false', '--concurrency', '2']
  const { code, log } = await gitlabCi(project, options, [...isolated, ...which])
  return { passed: code === 0, jobs: jobStatuses(log), log }
}

/** The jobs that the rules let run at the project's branch. */
export async function listJobs(project: Project, options: PipelineOptions): Promise<ListedJob[]> {
  const { code, stdout, log } = await gitlabCi(project, options, ['--list-json'])
  if (code !== 0) throw new Error(`Expected the pipeline to be listed but gitlab-ci-local ended with ${code}:\n${log}`)
  return JSON.parse(stdout.slice(stdout.indexOf('['))).filter(({ when }: ListedJob) => when !== 'never')
}

/** What the pipeline file looks like when all that it extends and refers to is written out; checked by GitLab's schema. */
export async function preview(project: Project): Promise<{ code: number | null; log: string }> {
  return gitlabCi(project, { variables: {} }, ['--preview'])
}

/** A file among the artifacts of a job of the last run. */
export function artifact(project: Project, job: string, path: string): Buffer {
  // gitlab-ci-local makes a folder's name of `unit: [20]` in this way.
  const folder = job.replace(/[^\w-]+/g, (part) => Buffer.from(part).toString('base64url'))
  const file = join(project.folder, '.gitlab-ci-local/artifacts', folder, path)
  if (!existsSync(file)) throw new Error(`Expected the artifact ${path} of ${job} but the job left none.`)
  return readFileSync(file)
}

async function gitlabCi(project: Project, options: PipelineOptions, args: readonly string[]) {
  // The template of the scan lies on GitLab's server, which is not at hand.
  const scan = { CONTAINER_SCANNING_DISABLED: 'true' }
  const variables = { ...scan, ...options.variables, ...(await sourceOf(project, options.mergeRequestTo)) }
  const given = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`])
  // A merge request has no CI_COMMIT_BRANCH.
  const unset = options.mergeRequestTo ? ['--unset-variable', 'CI_COMMIT_BRANCH'] : []
  const { PATH, ...environment } = cleanEnvironment()
  const own = Object.keys(environment).filter((name) => /^(?:CI_|GITLAB_|GCL_)|TOKEN|^CI$/.test(name))
  const { code, stdout, stderr } = await run(program, [...given, ...unset, ...quiet(variables), ...args], {
    cwd: project.folder,
    env: {
      // A pipeline that runs this test has a pipeline's variables too.
      ...Object.fromEntries(own.map((name) => [name, undefined])),
      PATH: options.tools ? `${options.tools}:${PATH}` : PATH,
      GCL_HOME: join(project.folder, '../home'),
    },
  })
  return { code, stdout, log: stripVTControlCharacters(`${stdout}\n${stderr}`) }
}

async function sourceOf(project: Project, target: string | undefined): Promise<Record<string, string>> {
  if (!target) return {}
  return {
    CI_PIPELINE_SOURCE: 'merge_request_event',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: target,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: await project.mergeBase(target),
  }
}

function quiet(variables: Readonly<Record<string, string>>): string[] {
  return ['--ignore-predefined-vars', Object.keys(variables).join(',')]
}

/** Reads the report that gitlab-ci-local ends with: ` PASS  job`, ` WARN  job  pre_script`, ` FAIL  job`. */
function jobStatuses(log: string): Record<string, JobStatus> {
  const words = { PASS: 'passed', FAIL: 'failed', WARN: 'warned' } as const
  const lines = log.matchAll(/^ (PASS|FAIL|WARN) {2}(.+?) *(?: {2}pre_script)?$/gm)
  return Object.fromEntries([...lines].map(([, word, job]) => [job!, words[word as keyof typeof words]]))
}
