export { type ErrorCode, MnistModelError } from './errors.js'
export { engines } from './infer.js'
export type { FieldMetric, GoldenVector, ModelInfo, ModelMetric, TensorInfo } from './manifest.js'
export { modelInfo } from './model.js'
export { createPredictor, predict } from './predict.js'
export { selftest } from './selftest.js'
export type {
  AcceptedPrediction,
  Digit,
  EngineName,
  EngineStatus,
  ImageInput,
  Outcome,
  PerDigit,
  Prediction,
  PredictOptions,
  Predictor,
  PredictorOptions,
  Raster,
  RawPixels,
  RejectedPrediction,
  Rejection,
  SelftestReport,
} from './types.js'
