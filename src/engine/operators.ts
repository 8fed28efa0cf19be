import type { Attribute, OnnxModel } from './onnx-file.js'
import supported from './operators.json'

/** The values that an attribute may have; the exporter checks the same file before it writes a model. */
type Rules = Readonly<Record<string, 'any' | readonly Attribute[]>>

/**
 * Names everything in a model that the built-in engine cannot run: its operator set, operators, and attributes.
 *
 * @returns one description for each, empty if it can run all of it
 */
export function unsupported({ opset, nodes }: OnnxModel): string[] {
  const { from, to } = supported.opset
  const operators = supported.operators as Readonly<Record<string, Rules>>
  const found = opset < from || opset > to ? [`operator set ${opset} (${from} to ${to} are supported)`] : []
  for (const { operator, attributes } of nodes) {
    const rules = Object.hasOwn(operators, operator) ? operators[operator]! : null
    if (!rules) found.push(`operator ${operator}`)
    else found.push(...unsupportedAttributes(rules, attributes).map((attribute) => `${operator} with ${attribute}`))
  }
  return [...new Set(found)]
}

function unsupportedAttributes(rules: Rules, attributes: Readonly<Record<string, Attribute>>): string[] {
  return Object.entries(attributes)
    .filter(([name, value]) => {
      const allowed = Object.hasOwn(rules, name) ? rules[name]! : []
      return allowed !== 'any' && !allowed.some((each) => String(each) === String(value))
    })
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
}
