import type { Allowance } from './limits.js'
import type { Metrics } from './metrics.js'
import type { Model } from './model.js'
import type { Settings } from './settings.js'

/** What the routes need to know of the service around them. */
export interface Serving {
  readonly model: Model
  readonly metrics: Metrics
  readonly settings: Settings
  readonly bodyMemory: Allowance
  /** Whether new work should be sent here: false while the service shuts down. */
  isReady(): boolean
}
