import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Deployment } from 'kubernetes-models/apps/v1'
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { Pod, Service } from 'kubernetes-models/v1'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { repository } from '../../test/helpers/run.js'

const read = (path: string) => readFileSync(join(repository, 'deploy', path), 'utf8')
// biome-ignore lint/suspicious/noExplicitAny: documents of several kinds, which the validators look at
const documents = (path: string): any[] => parseAllDocuments(read(path)).map((document) => document.toJS())
const manifest = JSON.parse(readFileSync(join(repository, 'model/manifest.json'), 'utf8'))

const kinds = { Deployment, HorizontalPodAutoscaler, PodDisruptionBudget, Service }

describe('kubernetes/mnist-model.yaml', () => {
  const all = documents('kubernetes/mnist-model.yaml')

  it.each(all.map((document) => [document.kind as keyof typeof kinds, document] as const))(
    "the %s passes Kubernetes' own schema",
    (kind, document) => {
      expect(() => new kinds[kind](document).validate()).not.toThrow()
    },
  )

  it('would fail that schema with an invalid value', () => {
    const deployment = structuredClone(all.find(({ kind }) => kind === 'Deployment'))
    deployment.spec.template.spec.containers[0].ports[0].containerPort = 'http'
    expect(() => new Deployment(deployment).validate()).toThrow()
  })

  it('selects the pods that the Deployment makes', () => {
    const [deployment, service, autoscaler, budget] = all
    const { labels } = deployment.spec.template.metadata
    expect(deployment.spec.selector.matchLabels).toEqual(labels)
    expect(service.spec.selector).toEqual(labels)
    expect(budget.spec.selector.matchLabels).toEqual(labels)
    expect(autoscaler.spec.scaleTargetRef.name).toBe(deployment.metadata.name)
  })
})

describe('kubernetes/inference-service.yaml', () => {
  const [service] = documents('kubernetes/inference-service.yaml')

  it("has containers that pass Kubernetes' own schema", () => {
    const { containers } = service.spec.predictor
    expect(() => new Pod({ metadata: { name: 'x' }, spec: { containers } }).validate()).not.toThrow()
  })

  // No package has the schema of KServe's own fields: these are named here from its documentation.
  it("has no other fields than those of KServe's predictor", () => {
    const known = [
      'containerConcurrency',
      'containers',
      'maxReplicas',
      'minReplicas',
      'scaleMetric',
      'scaleTarget',
      'timeout',
    ]
    expect([service.apiVersion, service.kind]).toEqual(['serving.kserve.io/v1beta1', 'InferenceService'])
    expect(Object.keys(service.spec.predictor).sort()).toEqual(known)
  })
})

it('the configuration for Triton names the tensors of the ONNX file', () => {
  const types = { uint8: 'TYPE_UINT8', float32: 'TYPE_FP32' } as const
  const config = read('triton/mnist/config.pbtxt')
  const tensors = [
    ...config.matchAll(/name: "(\w+)", data_type: (\w+), dims: \[ ([\d, ]+) \](, reshape: \{ shape: \[ \] \})?/g),
  ]
  const expected = [...manifest.inputs, ...manifest.outputs].map(
    ({ name, type, shape }: { name: string; type: keyof typeof types; shape: (number | 'N')[] }) => [
      name,
      types[type],
      shape.slice(1).join(', '),
    ],
  )
  expect(tensors.map(([, name, type, dims, isScalar]) => [name, type, isScalar ? '' : dims])).toEqual(expected)
  expect(config).toContain(`name: "${manifest.name}"`)
})
